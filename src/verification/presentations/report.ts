import type { CheckResult, Verdict, VerificationReport } from '../report.ts'
import type { VerificationOptions } from '../verify.ts'

/** The checks on a presentation itself, in their order. */
export const presentationCheckNames = ['shape', 'context', 'proof', 'holder-key'] as const

/** One check of a presentation: which it is, how it ended, and a sentence for a reader. */
export type PresentationCheck = { name: (typeof presentationCheckNames)[number] } & CheckResult

/** The report on a credential inside another document, and the way to it with dots. */
export type EmbeddedReport = { path: string; report: VerificationReport }

/** What the verification of a presentation says. The verdict is the worst of all that is in it. */
export type PresentationReport = {
  verdict: Verdict
  checks: PresentationCheck[]
  /** Who presents, as the presentation says: to be believed when `holder-key` has passed. */
  holder?: string
  credentials: EmbeddedReport[]
}

/** What the caller asks for. */
export type PresentationOptions = {
  /** What the holder was asked to sign, so that no older presentation passes for an answer. */
  challenge?: string
  /** For whom the presentation has to be made. */
  domain?: string
  /** Whether a presentation that nobody signed fails; it does where a challenge or a domain is asked for. */
  proofRequired?: boolean
  /** What to check of the credentials beside. */
  credentials?: VerificationOptions
}

/** `invalid` when one of them is, else `inconclusive` when one is. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  const worst = (['invalid', 'inconclusive'] as const).find((one) => verdicts.includes(one))
  return worst ?? 'valid'
}
