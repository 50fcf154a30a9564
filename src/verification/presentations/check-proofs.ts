import { isObject, type JsonObject, valuesOf, verifyProof } from '../../credentials/index.ts'
import { MAX_PROOFS, proofOptionsProblem } from '../check-proof.ts'
import type { Context } from '../check-signed.ts'
import { outcomeOf } from '../json-ld-problem.ts'
import { type CheckResult, failed, passed } from '../report.ts'
import { holderIdOf, holderKey } from './holder.ts'
import type { PresentationOptions } from './report.ts'

/**
 * How the signature of a presentation was found, and whose key made it. `mayAssert`: what is said in it
 * is said with keys to make statements with.
 */
export type Presenting = { proof: CheckResult; key: CheckResult | null; mayAssert?: boolean }

/** Whether a presentation was made for this occasion (VC Data Integrity 1.0, section 4.4). */
export function occasionProblem(
  signed: { challenge: unknown; domain: unknown },
  asked: PresentationOptions,
): CheckResult | null {
  if (asked.challenge !== undefined && signed.challenge !== asked.challenge) {
    const detail = 'The presentation is not an answer to the question that was asked.'
    return failed('challenge-mismatch', detail)
  }
  if (asked.domain !== undefined && !valuesOf(signed.domain).includes(asked.domain)) {
    return failed('domain-mismatch', 'The presentation was made for somebody else.')
  }
  return null
}

async function checkOne(
  document: JsonObject,
  proof: unknown,
  { context, asked }: { context: Context; asked: PresentationOptions },
): Promise<Presenting> {
  const problem = proofOptionsProblem(proof, 'authentication', context.now)
  if (problem || !isObject(proof)) return { proof: problem as CheckResult, key: null }
  const { challenge, domain, verificationMethod } = proof
  const occasion = occasionProblem({ challenge, domain }, asked)
  if (occasion) return { proof: occasion, key: null }
  const key = await holderKey(String(verificationMethod), holderIdOf(document), context)
  if ('outcome' in key) return { proof: key, key: key.outcome === 'inconclusive' ? key : null }
  const { method, binding, mayAssert } = key
  const { jsonLd } = context
  const verdict = await verifyProof({ document, proof, verificationMethod: method, jsonLd })
  return verdict.verified
    ? { proof: passed('The presentation is exactly as it was signed.'), key: binding, mayAssert }
    : { proof: outcomeOf(verdict), key: null }
}

/**
 * Whether the holder signed the presentation for this occasion: every proof verifies, has the purpose
 * `authentication` and the challenge and the domain that were asked for, and is by a key that the
 * holder presents with.
 */
export async function checkPresentationProofs(
  document: JsonObject,
  context: Context,
  asked: PresentationOptions,
): Promise<Presenting> {
  const proofs = valuesOf(document.proof)
  if (proofs.length > MAX_PROOFS) {
    const detail = `The presentation has more than ${MAX_PROOFS} proofs.`
    return { proof: failed('too-complex', detail), key: null }
  }
  let worst: Presenting | undefined
  let mayAssert = true
  for (const proof of proofs) {
    const found = await checkOne(document, proof, { context, asked })
    if (found.proof.outcome === 'failed' || found.key?.outcome === 'failed') return found
    if (worst === undefined || found.proof.outcome === 'inconclusive') worst = found
    mayAssert &&= found.mayAssert === true
  }
  const none = failed('no-proof', 'Nobody signed the presentation.')
  return worst ? { ...worst, mayAssert } : { proof: none, key: null }
}
