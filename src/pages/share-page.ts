import type { JsonObject } from '../credentials/index.ts'
import type { Examination, Presented } from '../verifications/index.ts'
import { KEEPING, type PageAnswer, pageAnswer } from './answer.ts'
import { credentialView } from './credential-view.ts'
import { qrCode } from './qr.ts'
import { objectOf, timeOf } from './read.ts'
import { signedByIssuer, type VerdictView, verdictView } from './verdict-view.ts'
import { WORDS } from './words.ts'

/** What a learner shows to whoever has a link. */
export type SharedBadges = {
  token: string
  /** The words of the learner. */
  name: string | null
  note: string | null
  includeEvidence: boolean
  expiresAt: Date
  /** Signed badges of ours. */
  credentials: JsonObject[]
  /** The record or the presentation that holds them, in their order: JSON text. */
  document: string
}

/**
 * The page of a link: every badge as a card, verified at this moment; on paper, too.
 *
 * @param examine verifies the whole document
 */
export async function sharePage(
  shared: SharedBadges,
  sources: {
    publicUrl: string
    now: () => Date
    examine(presented: Presented): Promise<Examination>
  },
  site: object,
): Promise<PageAnswer> {
  const { publicUrl, now, examine } = sources
  const document = JSON.parse(shared.document) as JsonObject
  const { report } = await examine({ credential: document })
  const at = now()
  const { createProse } = await import('./prose.ts')
  const prose = createProse()
  const issuer = String(objectOf(document.issuer).name ?? '')
  const cards = shared.credentials.map((credential, position) => {
    // In the document they stand in the same order.
    const { path: _, ...own } = report.credentials?.[position] ?? { path: '', ...report }
    const place = { publicUrl, issuedHere: true, signed: signedByIssuer(own) }
    const view = credentialView(credential, place, prose)
    const subject = {
      issuer: view.issuer.name,
      from: timeOf(credential.validFrom),
      until: timeOf(credential.validUntil),
    }
    return { view, verdict: verdictView(own, subject, at) }
  })
  const url = `${publicUrl}/shares/${shared.token}`
  return pageAnswer(
    200,
    'record',
    {
      site,
      title: shared.name ?? WORDS.record.untitled,
      note: shared.note,
      includeEvidence: shared.includeEvidence,
      recordBy: report.presentation === undefined ? issuer : null,
      verdict: wholeVerdict(verdictView(report, { issuer }, at), report.verdict),
      cards,
      until: WORDS.date(shared.expiresAt),
      url,
      json: `/shares/${shared.token}.json`,
      qr: qrCode(url),
    },
    KEEPING.not,
  )
}

/** What is good is said of all badges together. */
function wholeVerdict(view: VerdictView, verdict: string): VerdictView {
  return verdict === 'valid' ? { ...view, ...WORDS.record.valid } : view
}
