import type { VerificationReport } from '../verifications/index.ts'
import { CHECK_ORDER, nameOfCheck, type Spoken, type Subject, WORDS } from './words.ts'

/** How a verdict looks; every tone also has a sign and words of its own. */
export type Tone = 'good' | 'bad' | 'wait' | 'unknown'

export type VerdictView = {
  tone: Tone
  headline: string
  sentence: string
  /** Why the issuer revoked or suspended it. */
  reason?: string
  /** The credential that stands in its place. */
  successor?: string
  /** When it was checked, in words. */
  at: string
  /** The same for programs, to the minute as well: an unchanged page stays the same so long. */
  atIso: string
  checks: { name: string; outcome: string; word: string; detail: string }[]
}

type Check = VerificationReport['checks'][number]

/** Failures of genuine credentials that have to do with time only. */
const WAITING = new Set(['suspended', 'not-yet-valid', 'expired'])

/**
 * A verification report in the words of the page.
 *
 * @param subject what the sentences name
 * @param at when the checks were made
 */
export function verdictView(report: VerificationReport, subject: Subject, at: Date): VerdictView {
  const failed = [...report.checks]
    .sort((one, other) => CHECK_ORDER.indexOf(one.name) - CHECK_ORDER.indexOf(other.name))
    .find(({ outcome }) => outcome === 'failed')
  return {
    tone: toneOf(report.verdict, failed),
    ...spokenOf(report, failed)(subject),
    at: WORDS.checkedAt(WORDS.time(at)),
    atIso: `${at.toISOString().slice(0, 16)}Z`,
    checks: report.checks.map(({ name, outcome, detail }) => ({
      name: nameOfCheck(name),
      outcome,
      word:
        outcome === 'skipped' && failed !== undefined
          ? WORDS.notChecked
          : (WORDS.outcomes[outcome] ?? outcome),
      detail,
    })),
  }
}

function spokenOf(
  report: VerificationReport,
  failed: Check | undefined,
): (subject: Subject) => Spoken {
  const { verdict, checks, presentation } = report
  const unclear = checks.some(({ outcome }) => outcome === 'inconclusive')
  if (presentation !== undefined && verdict === 'valid') return WORDS.allValid
  // Without a reason of its own it has the verdict of what is in it.
  if (verdict === 'invalid' && failed === undefined) return WORDS.partsInvalid
  if (verdict === 'inconclusive' && !unclear) return WORDS.partsInconclusive
  if (verdict === 'valid') return WORDS.valid
  if (verdict === 'inconclusive') {
    const found = checks.find(({ name }) => name === 'retrieval')
    return found?.outcome === 'inconclusive' ? WORDS.unreachable : WORDS.inconclusive
  }
  const known = failed && (WORDS.failures[failed.code ?? ''] ?? WORDS.failedChecks[failed.name])
  return known ?? WORDS.invalid
}

function toneOf(verdict: VerificationReport['verdict'], failed: Check | undefined): Tone {
  if (verdict === 'valid') return 'good'
  if (verdict === 'inconclusive') return 'unknown'
  return WAITING.has(failed?.code ?? '') ? 'wait' : 'bad'
}

/** Whether a check failed for one of these reasons: `revoked`, for example. */
export function failedWith(report: VerificationReport, ...reasons: string[]): boolean {
  return report.checks.some(
    ({ outcome, code = '' }) => outcome === 'failed' && reasons.includes(code),
  )
}

/** Whether a check was carried out and nothing spoke against the credential. */
export function passed(report: VerificationReport, check: string): boolean {
  return report.checks.some(({ name, outcome }) => name === check && outcome === 'passed')
}

/** Whether the issuer that a credential names is the one that signed it. */
export function signedByIssuer(report: VerificationReport): boolean {
  return passed(report, 'proof') && passed(report, 'issuer-key')
}
