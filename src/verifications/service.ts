import type { AssertionService } from '../assertions/index.ts'
import type { CredentialFormats } from '../credential-formats/index.ts'
import type { CredentialJwts } from '../credential-jwts/index.ts'
import type { Database } from '../db/index.ts'
import type { EndorsementReading } from '../endorsements/index.ts'
import type { ForeignDocuments } from '../foreign-documents/index.ts'
import { invalid, type Upload } from '../http/index.ts'
import type { ImageService } from '../images/index.ts'
import type { JsonLdThreads } from '../json-ld-threads/index.ts'
import type { StatusListService } from '../status-lists/index.ts'
import type { TrustRegistries } from '../trust-registries/index.ts'
import {
  checkNames,
  type DocumentKind,
  type Verification,
  type VerificationOptions,
  verifyBadge,
} from '../verification/index.ts'
import { createEnvironment } from './environment.ts'
import { type FindHosted, ownHosted } from './hosted.ts'
import { createLoader, type Loader } from './loading.ts'
import { ownDocuments } from './own.ts'
import type { Credential, NotFound } from './presented.ts'
import { optionsIn, presentedIn } from './request.ts'
import { createRetrieval } from './retrieval.ts'
import type { VerificationReport, VerificationRequest } from './schema.ts'

/** All that one verification asks of strangers, in time: less than a stop waits for. */
const BUDGET_MS = 10_000

/** What somebody presents: a credential in any of its forms, or where it is. */
export type Presented = Credential | { url: string } | { image: Uint8Array }

/** What a caller wants besides, and how long strangers may be asked about it, in milliseconds. */
export type Wishes = VerificationOptions & { budgetMs?: number }

/**
 * A verification with the credential that it was about, where there was one, and the endorsements in
 * it that were verified. A badge of Open Badges 2.0 is given in the words of 3.0.
 */
export type Examination = Omit<Verification, 'report'> & { report: VerificationReport }

export type VerificationService = {
  /**
   * The verdict on what a caller presents. A credential that does not hold is a report, not an
   * error.
   * @throws Problem 400 when the request presents nothing, several things, or a file that is no image
   */
  verify(request: VerificationRequest | Upload): Promise<VerificationReport>
  /**
   * The same for one thing that is known to be there, with the credential that was found.
   * @throws Problem 400 for an URL that cannot be one, 503 while too many credentials are checked
   */
  examine(presented: Presented, wishes?: Wishes): Promise<Examination>
  /** Ends what works in the background. */
  close(): Promise<void>
}

export function createVerificationService(deps: {
  database: Database
  statusLists: StatusListService
  assertions: AssertionService
  credentialFormats: CredentialFormats
  jwts: CredentialJwts
  endorsements: EndorsementReading
  images: ImageService
  /** Finds the Open Badges 2.0 edition of an award. */
  findHosted: FindHosted
  foreignDocuments: ForeignDocuments
  jsonLd: JsonLdThreads
  trustRegistries: TrustRegistries
  publicUrl: string
  now: () => Date
}): VerificationService {
  const { database, jwts, trustRegistries, publicUrl, now } = deps
  const own = ownDocuments({ ...deps, formats: deps.credentialFormats })
  const hosted = ownHosted({ find: deps.findHosted, publicUrl })
  const retrieval = createRetrieval({ own, hosted, images: deps.images })

  async function check(presented: Credential, load: Loader, wishes: Wishes): Promise<Examination> {
    const { statusLists } = deps
    const environment = createEnvironment({ database, jwts, statusLists, own, load, publicUrl })
    const faults: unknown[] = []
    const guarded = {
      now: now(),
      resolveOwnDid: (did: string) => environment.resolveOwnDid(did).catch(keepIn(faults)),
      ownJwtKey: (kid: string) => environment.ownJwtKey(kid).catch(keepIn(faults, null)),
      resolveDid: (did: string) => environment.resolveDid(did).catch(keepIn(faults)),
      isRevokedHere: (url: string, index: number) =>
        environment.isRevokedHere(url, index).catch(keepIn(faults, false)),
      load: (url: string, kind: DocumentKind) => environment.load(url, kind).catch(keepIn(faults)),
      findIssuer: trustRegistries.find,
      jsonLd: deps.jsonLd,
    }
    const verification = await verifyBadge(presented, guarded, wishes)
    // What went wrong on our own side says nothing about the credential.
    if (faults.length > 0) throw faults[0]
    return verification
  }

  async function checkFound(
    found: Credential | NotFound,
    load: Loader,
    { detail, wishes }: { detail: string; wishes: Wishes },
  ): Promise<Examination> {
    if ('code' in found) return { report: notRetrieved(found), document: null }
    const { report, ...about } = await check(found, load, wishes)
    const retrieved = { name: 'retrieval' as const, outcome: 'passed' as const, detail }
    return { ...about, report: { ...report, checks: [retrieved, ...report.checks] } }
  }

  async function examine(presented: Presented, wishes: Wishes = {}): Promise<Examination> {
    const load = createLoader(deps.foreignDocuments, wishes.budgetMs ?? BUDGET_MS)
    if ('image' in presented) {
      const found = await retrieval.fromImage(presented.image)
      return checkFound(found, load, {
        detail: 'The credential was taken out of the image.',
        wishes,
      })
    }
    if (!('url' in presented)) {
      const ours =
        'credential' in presented ? await hosted.fromDocument(presented.credential) : null
      return ours === null
        ? check(presented, load, wishes)
        : checkFound(ours, load, {
            detail: 'The badge at its address says the same as the one presented.',
            wishes,
          })
    }
    const url = URL.parse(presented.url)
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw invalid({ field: 'url', detail: 'url must be an absolute https URL.' })
    }
    const found = await retrieval.fromUrl(url.href, load)
    return checkFound(found, load, {
      detail: 'The credential was read from its address.',
      wishes,
    })
  }

  return {
    examine,
    close: deps.jsonLd.close,
    verify: async (request) => (await examine(presentedIn(request), optionsIn(request))).report,
  }
}

/** Keeps an error for later and goes on as if somebody had not answered. */
function keepIn<T = { unavailable: string }>(faults: unknown[], instead?: T) {
  return (error: unknown): T => {
    faults.push(error)
    return (instead === undefined ? { unavailable: 'it could not be looked up' } : instead) as T
  }
}

function notRetrieved({ outcome, code, detail }: NotFound): VerificationReport {
  return {
    verdict: outcome === 'failed' ? 'invalid' : 'inconclusive',
    checks: [
      { name: 'retrieval', outcome, code, detail },
      ...checkNames.map((name) => ({
        name,
        outcome: 'skipped' as const,
        detail: 'Not checked, because there was no credential to check.',
      })),
    ],
    credential: null,
  }
}
