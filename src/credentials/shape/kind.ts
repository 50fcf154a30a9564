import { hasType } from '../json.ts'

/** The classes of documents that are told apart, by what a document says of itself. */
const classes = [
  ['EnvelopedVerifiablePresentation', 'enveloped-presentation'],
  ['EnvelopedVerifiableCredential', 'enveloped-credential'],
  ['VerifiablePresentation', 'presentation'],
  ['ClrCredential', 'clr'],
  ['OpenBadgeCredential', 'open-badge'],
  ['AchievementCredential', 'open-badge'],
  ['EndorsementCredential', 'endorsement'],
  ['VerifiableCredential', 'credential'],
] as const

/** What a document is. */
export type KindOfDocument = (typeof classes)[number][1]

/** What a document is, by its `type`; null when it is none of these. Any value may be passed. */
export function kindOf(document: unknown): KindOfDocument | null {
  return classes.find(([type]) => hasType(document, type))?.[1] ?? null
}
