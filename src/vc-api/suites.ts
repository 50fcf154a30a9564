import type { ProofSuite } from '../issuers/index.ts'
import type { IssueOptions } from './issue-schema.ts'
import { refusal } from './problem.ts'

/** How far the clocks of caller and service may be apart. */
const CLOCK_SKEW_MS = 60_000
/** Dates before are typing errors. */
const EARLIEST = Date.UTC(1900, 0, 1)

/**
 * The proofs that a caller asks for; null for those that the issuer's credentials carry anyway.
 *
 * @throws VcApiProblem when type and cryptosuite do not go together
 */
export function suitesAsked({ type, cryptosuite }: IssueOptions): ProofSuite[] | null {
  const ofType: ProofSuite | undefined = type === 'DataIntegrityProof' ? 'eddsa-rdfc-2022' : type
  const asked = [ofType, cryptosuite].filter((one) => one !== undefined)
  if (new Set(asked).size > 1) {
    const detail = 'options.cryptosuite does not go with options.type.'
    throw refusal('PROOF_GENERATION_ERROR', { field: 'options.cryptosuite', detail })
  }
  return asked[0] === undefined ? null : [asked[0]]
}

/**
 * When the proof says that it was made.
 *
 * @throws VcApiProblem for a time to come: such a proof does not verify
 */
export function creationTime({ created }: IssueOptions, now: Date): Date {
  if (created === undefined) return now
  const time = new Date(created)
  if (time.getTime() >= EARLIEST && time.getTime() <= now.getTime() + CLOCK_SKEW_MS) return time
  const detail = 'options.created must be a time from 1900 until now.'
  throw refusal('PROOF_GENERATION_ERROR', { field: 'options.created', detail })
}
