import type { AssertionService } from '../assertions/index.ts'
import { didWebDocumentUrl } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import { issuerDidDocument } from '../issuers/index.ts'
import { type OutboundClient, OutboundError, requireOk } from '../outbound/index.ts'
import type { StatusListService } from '../status-lists/index.ts'
import type { VerificationEnvironment } from '../verification/index.ts'

const DID_DOCUMENT = 'application/did+json, application/did+ld+json, application/json;q=0.9'
const CREDENTIAL = 'application/vc, application/vc+ld+json, application/ld+json, application/json'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const LONGEST_FETCH_MS = 5_000

/** Loads a foreign JSON document; failures are words for a report. */
export type LoadJson = (
  url: string,
  accept: string,
) => Promise<{ json: unknown } | { failure: OutboundError }>

/**
 * @param budgetMs - how long all that one verification asks of strangers may take together
 */
export function jsonLoader(outbound: OutboundClient, budgetMs: number): LoadJson {
  const deadline = performance.now() + budgetMs
  return async (url, accept) => {
    const left = Math.round(deadline - performance.now())
    try {
      if (left <= 0) throw new OutboundError('timeout', 'Too much had to be asked of others.')
      const timeoutMs = Math.min(left, LONGEST_FETCH_MS)
      return { json: requireOk(await outbound.get(url, { accept, timeoutMs })).json() }
    } catch (error) {
      if (error instanceof OutboundError) return { failure: error }
      throw error
    }
  }
}

/** Loads the credential published at a foreign URL. */
export const loadCredential = (load: LoadJson, url: string) => load(url, CREDENTIAL)

/** What the store has at an URL of ours: the text of a signed credential, or nothing. */
export type OwnCredential = { document: string | undefined }

/**
 * Reads what is published under our own PUBLIC_URL, credentials and status lists, without asking
 * ourselves over the network. A query or a fragment changes nothing, as when they are served.
 *
 * @returns null for an URL that is not ours
 */
export function ownCredentials(deps: {
  assertions: AssertionService
  statusLists: StatusListService
  publicUrl: string
}): (url: string) => Promise<OwnCredential | null> {
  const { assertions, statusLists, publicUrl } = deps
  return async (url) => {
    const { origin, pathname } = URL.parse(url) ?? {}
    if (pathname === undefined || origin !== publicUrl) return null
    const [, folder, id = '', ...rest] = pathname.split('/')
    if (rest.length > 0) return { document: undefined }
    if (folder === 'credentials') {
      return { document: await assertions.credential(id.replace(/\.json$/, '')) }
    }
    if (folder === 'status-lists' && UUID.test(id)) {
      return { document: await statusLists.current(id) }
    }
    return { document: undefined }
  }
}

/**
 * What verification needs from outside: our own DIDs and lists from the database, never over the
 * network; everybody else's through the guarded client.
 */
export function createEnvironment(deps: {
  database: Database
  own: (url: string) => Promise<OwnCredential | null>
  load: LoadJson
  publicUrl: string
}): Omit<VerificationEnvironment, 'now'> {
  const { database, own, load, publicUrl } = deps
  return {
    async resolveDid(did) {
      const document = await issuerDidDocument(database.queries, { did })
      if (document !== undefined) return { document }
      const url = didWebDocumentUrl(did)
      if (url === null) {
        return did.startsWith('did:web:')
          ? { invalid: 'it is not a well-formed did:web' }
          : { unavailable: 'DIDs of this method cannot be resolved here' }
      }
      if (new URL(url).origin === publicUrl) return { invalid: 'there is no such issuer here' }
      const loaded = await load(url, DID_DOCUMENT)
      return 'json' in loaded
        ? { document: loaded.json }
        : { unavailable: loaded.failure.message.replace(/\.$/, '') }
    },
    async loadStatusList(url) {
      const ours = await own(url)
      if (ours !== null) {
        return ours.document === undefined
          ? { invalid: 'there is no such list here' }
          : { credential: JSON.parse(ours.document) }
      }
      const loaded = await loadCredential(load, url)
      return 'json' in loaded
        ? { credential: loaded.json }
        : { unavailable: loaded.failure.message.replace(/\.$/, '') }
    },
  }
}
