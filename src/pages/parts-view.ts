import type { VerificationReport } from '../verifications/index.ts'
import { lineOf, objectOf, timeOf } from './read.ts'
import { type VerdictView, verdictView } from './verdict-view.ts'
import { WORDS } from './words.ts'

/** One of the credentials in a presentation or a learner record. */
export type PartView = { title: string; issuer: string; verdict: VerdictView }

/**
 * The credentials in a presentation or a learner record, each with its own verdict.
 *
 * @param at when the checks were made
 */
export function partsView({ credentials = [] }: VerificationReport, at: Date): PartView[] {
  return credentials.map((one) => {
    const about = objectOf(one.credential)
    const issuer = lineOf(objectOf(about.issuer).name) ?? WORDS.unnamedIssuer
    const title = lineOf(objectOf(about.achievement).name) ?? lineOf(about.name)
    const subject = { issuer, from: timeOf(about.validFrom), until: timeOf(about.validUntil) }
    return { title: title ?? WORDS.untitled, issuer, verdict: verdictView(one, subject, at) }
  })
}
