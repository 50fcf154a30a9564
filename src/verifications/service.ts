import type { AssertionService } from '../assertions/index.ts'
import type { CredentialFormats } from '../credential-formats/index.ts'
import type { CredentialJwts } from '../credential-jwts/index.ts'
import type { Database } from '../db/index.ts'
import type { EndorsementReading } from '../endorsements/index.ts'
import type { ForeignDocuments } from '../foreign-documents/index.ts'
import type { Upload } from '../http/index.ts'
import type { ImageService } from '../images/index.ts'
import type { JsonLdThreads } from '../json-ld-threads/index.ts'
import type { StatusListService } from '../status-lists/index.ts'
import type { TrustRegistries } from '../trust-registries/index.ts'
import {
  type DocumentKind,
  type VerificationEnvironment,
  verifyPresented,
} from '../verification/index.ts'
import { createEnvironment } from './environment.ts'
import { BUDGET_MS, createExaminer, type Examine } from './examiner.ts'
import { type FindHosted, ownHosted } from './hosted.ts'
import { createLoader, type Loader } from './loading.ts'
import { optionsIn } from './options.ts'
import { type FindShared, ownDocuments } from './own.ts'
import type { VerificationReport } from './report-schema.ts'
import { presentedIn } from './request.ts'
import { createRetrieval } from './retrieval.ts'
import type { VerificationRequest } from './schema.ts'

export type VerificationService = {
  /**
   * The verdict on what a caller presents. A credential that does not hold is a report, not an
   * error.
   * @throws Problem 400 when the request presents nothing, several things, or nothing that could be
   *   verified
   */
  verify(request: VerificationRequest | Upload): Promise<VerificationReport>
  /**
   * The same for one thing that was recognised, with the credential that was found.
   * @throws Problem 503 while too many credentials are checked
   */
  examine: Examine
  /**
   * Carries out a verification with all that this service offers one, in the time that one may take.
   * @throws what went wrong on our own side, and Problem 503 as `examine`
   */
  within<T>(verification: (environment: VerificationEnvironment) => Promise<T>): Promise<T>
  /** Ends what works in the background. */
  close(): Promise<void>
}

/**
 * A {@link VerificationService} that answers for its own documents from the database and fetches
 * all others.
 */
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
  /** Finds what a learner shares. */
  findShared: FindShared
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

  async function within<T>(
    load: Loader,
    verification: (environment: VerificationEnvironment) => Promise<T>,
  ): Promise<T> {
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
    const outcome = await verification(guarded)
    // What went wrong on our own side says nothing about the credential.
    if (faults.length > 0) throw faults[0]
    return outcome
  }

  const examine = createExaminer({
    ...deps,
    retrieval,
    hosted,
    check: (presented, load, options) =>
      within(load, (environment) => verifyPresented(presented, environment, options)),
  })
  return {
    examine,
    within: (verification) => within(createLoader(deps.foreignDocuments, BUDGET_MS), verification),
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
