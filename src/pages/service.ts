import type { JsonObject } from '../credentials/index.ts'
import type { Problem } from '../http/index.ts'
import type { Examination, Presented, VerificationReport, Wishes } from '../verifications/index.ts'
import { KEEPING, type PageAnswer, pageAnswer } from './answer.ts'
import { type CredentialView, credentialView } from './credential-view.ts'
import { endorsementVerdicts } from './endorsement-verdicts.ts'
import { type Endorsement, endorsementsOf, endorsementsView } from './endorsements-view.ts'
import type { FormProblem, FormValues } from './form.ts'
import { linkedInUrl } from './linkedin.ts'
import { partsView } from './parts-view.ts'
import { qrCode } from './qr.ts'
import { objectOf, timeOf } from './read.ts'
import { type SharedBadges, sharePage } from './share-page.ts'
import {
  failedWith,
  passed,
  signedByIssuer,
  type VerdictView,
  verdictView,
} from './verdict-view.ts'
import { WORDS } from './words.ts'

/** What the pages need of the rest of the service. */
export type PageSources = {
  publicUrl: string
  now: () => Date
  /** The signed document behind a public id; undefined when there is none. */
  credential(publicId: string): Promise<string | undefined>
  /** The name of the learner that may be shown on the page of a credential; null: none. */
  publicName(publicId: string): Promise<string | null>
  /** Why a credential is revoked; null when it is not. */
  revocationReason(publicId: string): Promise<string | null>
  /** Current endorsements of a credential, its badge class and its issuer. */
  endorsements(publicId: string): Promise<Endorsement[]>
  /** Verifies what somebody gave. */
  examine(presented: Presented, wishes?: Wishes): Promise<Examination>
}

/** Pages for people, rendered here: they need no script. */
export type Pages = {
  /** The page of a credential, verified now; undefined when there is no such credential. */
  credentialPage(publicId: string): Promise<PageAnswer | undefined>
  /** The form of `/verify`, empty or as it was filled in, with what has to be mended. */
  formPage(values?: Partial<FormValues>, problem?: FormProblem): PageAnswer
  /** The same page with the result for what was given. */
  resultPage(presented: Presented): Promise<PageAnswer>
  /** The page that says that verification is closed to the public. */
  closedPage(status: number): PageAnswer
  /** The page that stands in for a problem document where a person reads. */
  problemPage(problem: Pick<Problem, 'status'>, about?: ProblemSubject): PageAnswer
  /** The page of a link that a learner shares. */
  sharePage(shared: SharedBadges): Promise<PageAnswer>
}

/** What a page about a problem speaks of. */
export type ProblemSubject = 'credential' | 'share'

/** What both kinds of pages show of a credential. */
type Shown = {
  view: CredentialView
  verdict: VerdictView
  endorsements: Awaited<ReturnType<typeof endorsementsView>>
}

/** {@link Pages} of what `sources` read. */
export function createPages(sources: PageSources): Pages {
  const { publicUrl, now } = sources
  const site = { name: new URL(publicUrl).host, verifyUrl: '/verify' }

  async function show(
    { report, document, endorsed }: Examination & { document: JsonObject },
    /** The public id, when it is certain that it is one of ours. */
    ours: string | null,
  ): Promise<Shown> {
    const at = now()
    const [served, reason] = await Promise.all([
      ours === null ? [] : sources.endorsements(ours),
      ours === null || !failedWith(report, 'revoked', 'suspended')
        ? null
        : sources.revocationReason(ours),
    ])
    const issuedHere = ours !== null
    // Whatever has not the form of a credential is not worth any work.
    const wellFormed = passed(report, 'shape')
    // What reads Markdown takes four megabytes: only who shows a page pays for it.
    const { createProse, noProse } = await import('./prose.ts')
    const prose = wellFormed ? createProse() : noProse
    const place = { publicUrl, issuedHere, signed: signedByIssuer(report) }
    const view = credentialView(document, place, prose)
    const verdict = verdictView(
      report,
      {
        issuer: view.issuer.name,
        from: timeOf(document.validFrom ?? document.issuanceDate),
        until: timeOf(document.validUntil ?? document.expirationDate),
      },
      at,
    )
    const endorsements = await endorsementsView(
      wellFormed ? endorsementsOf(document, { served, issuedHere }) : served,
      endorsementVerdicts(
        { ...(endorsed && { endorsed }) },
        served.map(({ credential }) => credential),
        sources.examine,
      ),
      prose,
    )
    return { view, verdict: { ...verdict, ...reasonOf(reason, publicUrl) }, endorsements }
  }

  async function render(publicId: string, name: string | null): Promise<PageAnswer | undefined> {
    const text = await sources.credential(publicId)
    if (text === undefined) return undefined
    const document = JSON.parse(text) as JsonObject
    const examination = await sources.examine({ credential: document })
    const { report } = examination
    const shown = named(await show({ ...examination, document }, publicId), name)
    const url = `${publicUrl}/credentials/${publicId}`
    return pageAnswer(
      200,
      'credential',
      {
        ...shown,
        site,
        url,
        path: `/credentials/${publicId}`,
        filename: `badge-${publicId}`,
        summary: shown.verdict.headline,
        qr: qrCode(url),
        linkedIn:
          report.verdict === 'valid'
            ? linkedInUrl({
                name: shown.view.title,
                organisation: shown.view.issuer.name,
                issued: timeOf(document.validFrom),
                expires: timeOf(document.validUntil),
                url,
                id: publicId,
              })
            : null,
      },
      KEEPING.asked,
    )
  }

  /** The public id of a credential that was issued here for sure; null for any other. */
  async function publicIdOf(
    report: VerificationReport,
    document: JsonObject,
  ): Promise<string | null> {
    const id = typeof document.id === 'string' ? document.id : ''
    const publicId = id.startsWith(`${publicUrl}/credentials/`) ? id.split('/').at(-1) : undefined
    const stored =
      publicId && signedByIssuer(report) ? await sources.credential(publicId) : undefined
    if (!publicId || stored === undefined) return null
    // Anybody can sign a document that claims our address, but not as our issuer.
    const ours = objectOf(JSON.parse(stored).issuer).id
    return ours === objectOf(document.issuer).id ? publicId : null
  }

  const underWay = new Map<string, Promise<PageAnswer | undefined>>()

  return {
    async credentialPage(publicId) {
      // For each who asks: a name that may be shown no longer is in no page from then on.
      const name = await sources.publicName(publicId)
      const key = JSON.stringify([publicId, name])
      // Who asks while the same page is being made waits for it instead of making it again.
      const waiting = underWay.get(key)
      if (waiting !== undefined) return waiting
      const page = render(publicId, name).finally(() => underWay.delete(key))
      underWay.set(key, page)
      return page
    },
    formPage(values = {}, problem) {
      return pageAnswer(
        problem?.status ?? 200,
        'verify',
        {
          site,
          values: { ...EMPTY, ...values },
          problem: problem ?? null,
          result: null,
        },
        problem === undefined ? KEEPING.asked : KEEPING.not,
      )
    },
    async resultPage(presented) {
      const examination = await sources.examine(presented)
      const { report, document } = examination
      const ours = document && (await publicIdOf(report, document))
      const shown = await show({ ...examination, document: document ?? {} }, ours)
      return pageAnswer(200, 'verify', {
        site,
        values: EMPTY,
        problem: null,
        result: {
          ...shown,
          empty: document === null,
          page: ours && `/credentials/${ours}`,
          parts: partsView(report, now()),
        },
      })
    },
    closedPage: (status) => pageAnswer(status, 'message', { site, ...closed }),
    problemPage({ status }, about = 'credential') {
      const words = about === 'share' ? WORDS.shareProblems : WORDS.problems
      return pageAnswer(status, 'message', { site, ...(words[status] ?? WORDS.problem) })
    },
    sharePage: (shared) => sharePage(shared, sources, site),
  }
}

/** The same with the learner's name, which no document says. */
function named(shown: Shown, name: string | null): Shown {
  if (name === null) return shown
  const recipient = { line: name, note: WORDS.namedRecipientNote }
  return { ...shown, view: { ...shown.view, recipient } }
}

const EMPTY: FormValues = { url: '', text: '' }

const closed = { title: WORDS.closedTitle, sentence: WORDS.closed }

/** The reason of the issuer; where it ends by naming the credential that replaces this one, a link. */
function reasonOf(
  reason: string | null,
  publicUrl: string,
): Partial<Pick<VerdictView, 'reason' | 'successor'>> {
  if (reason === null) return {}
  const start = reason.lastIndexOf(`${publicUrl}/credentials/`)
  const path = start < 0 ? '' : reason.slice(start + publicUrl.length).replace(/\.$/, '')
  return /^\/credentials\/[\w-]{22}$/.test(path)
    ? { reason: reason.slice(0, start).replace(/\s*See\s*$/, ''), successor: path }
    : { reason }
}
