import { didWebDocumentUrl } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import { issuerDidDocument } from '../issuers/index.ts'
import { type OutboundClient, OutboundError, requireOk } from '../outbound/index.ts'
import type { StatusListService } from '../status-lists/index.ts'
import type { VerificationEnvironment } from '../verification/index.ts'

const DID_DOCUMENT = 'application/did+json, application/did+ld+json, application/json;q=0.9'
const CREDENTIAL = 'application/vc, application/vc+ld+json, application/ld+json, application/json'

/** Loads a foreign JSON document; failures are words for a report. */
export type LoadJson = (
  url: string,
  accept: string,
) => Promise<{ json: unknown } | { failure: OutboundError }>

export function jsonLoader(outbound: OutboundClient): LoadJson {
  return async (url, accept) => {
    try {
      return { json: requireOk(await outbound.get(url, { accept })).json() }
    } catch (error) {
      if (error instanceof OutboundError) return { failure: error }
      throw error
    }
  }
}

/** Loads the credential published at a foreign URL. */
export const loadCredential = (load: LoadJson, url: string) => load(url, CREDENTIAL)

/**
 * What verification needs from outside: our own DIDs and lists from the database, never over the
 * network; everybody else's through the guarded client.
 */
export function createEnvironment(deps: {
  database: Database
  statusLists: StatusListService
  load: LoadJson
  publicUrl: string
}): Omit<VerificationEnvironment, 'now'> {
  const { database, statusLists, load, publicUrl } = deps
  return {
    async resolveDid(did) {
      const own = await issuerDidDocument(database.queries, { did })
      if (own !== undefined) return { document: own }
      const url = didWebDocumentUrl(did)
      if (url === null) {
        return did.startsWith('did:web:')
          ? { invalid: 'it is not a well-formed did:web' }
          : { unavailable: 'DIDs of this method cannot be resolved here' }
      }
      if (url.startsWith(`${publicUrl}/`)) return { invalid: 'there is no such issuer here' }
      const loaded = await load(url, DID_DOCUMENT)
      return 'json' in loaded
        ? { document: loaded.json }
        : { unavailable: loaded.failure.message.replace(/\.$/, '') }
    },
    async loadStatusList(url) {
      const own = ownPath(publicUrl, url, 'status-lists')
      if (own !== null) {
        const document = await statusLists.current(own)
        return document === undefined
          ? { invalid: 'there is no such list here' }
          : { credential: JSON.parse(document) }
      }
      const loaded = await loadCredential(load, url)
      return 'json' in loaded
        ? { credential: loaded.json }
        : { unavailable: loaded.failure.message.replace(/\.$/, '') }
    },
  }
}

/** The last path segment of one of our own URLs under `/{folder}/`; null for any other URL. */
export function ownPath(publicUrl: string, url: string, folder: string): string | null {
  const prefix = `${publicUrl}/${folder}/`
  if (!url.startsWith(prefix)) return null
  return url.slice(prefix.length)
}
