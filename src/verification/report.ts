import type { CredentialSummary } from './summary.ts'

/** The checks, in the order of the standard (Open Badges 3.0, section 9). */
export const checkNames = [
  'shape',
  'context',
  'proof',
  'issuer-key',
  'refresh',
  'status',
  'validity',
  'recipient',
  'endorsements',
  'evidence',
  'related-resources',
  'issuer-trust',
] as const

/** The stable name of a check. */
export type CheckName = (typeof checkNames)[number]

/**
 * How one check went. `failed`: it was carried out and the credential did not stand it.
 * `inconclusive`: it could not be carried out to the end. `skipped`: there was nothing to check, or
 * no sense in checking after an earlier failure. `detail` is a sentence for a reader; `code`, on
 * failed and inconclusive ones, is for a program and does not change.
 */
export type CheckResult =
  | { outcome: 'passed' | 'skipped'; detail: string }
  | { outcome: 'failed' | 'inconclusive'; code: string; detail: string }

/** One check of a report: which it is, how it ended, and a sentence for a reader. */
export type Check = { name: CheckName } & CheckResult

/**
 * `invalid`: some check that was carried out failed. `inconclusive`: none failed, but one that
 * matters could not be carried out. `valid`: all passed, or had nothing to check.
 */
export type Verdict = 'valid' | 'invalid' | 'inconclusive'

/** How an endorsement that a credential carries was found: who endorses what, and whether it holds. */
export type EndorsementResult = {
  endorser: { id?: string; name?: string }
  /** The id of what is endorsed. */
  subject?: string
  verdict: Verdict
  /** Of the check that did not pass, for a program, and its sentence for a reader. */
  code?: string
  detail: string
}

/** What a verification says. Data to the last: nothing in it needs the presented credential. */
export type VerificationReport = {
  verdict: Verdict
  checks: Check[]
  credential: CredentialSummary
  /** One for each endorsement that the credential carries, where it carries any. */
  endorsements?: EndorsementResult[]
}

export const passed = (detail: string): CheckResult => ({ outcome: 'passed', detail })
export const skipped = (detail: string): CheckResult => ({ outcome: 'skipped', detail })
export const failed = (code: string, detail: string): CheckResult => ({
  outcome: 'failed',
  code,
  detail,
})
export const inconclusive = (code: string, detail: string): CheckResult => ({
  outcome: 'inconclusive',
  code,
  detail,
})

/** The verdict that follows from the checks. */
export function verdictOf(checks: readonly CheckResult[]): Verdict {
  if (checks.some((check) => check.outcome === 'failed')) return 'invalid'
  if (checks.some((check) => check.outcome === 'inconclusive')) return 'inconclusive'
  return 'valid'
}
