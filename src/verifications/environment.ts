import type { CredentialJwts } from '../credential-jwts/index.ts'
import { didWebDocumentUrl } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import { ownDidDocument } from '../issuers/index.ts'
import type { StatusListService } from '../status-lists/index.ts'
import type { DocumentKind, VerificationEnvironment } from '../verification/index.ts'
import type { Loader } from './loading.ts'
import { ownStatusListId, type ReadOwn } from './own.ts'

const DID_DOCUMENT = 'application/did+json, application/did+ld+json, application/json;q=0.9'
const CREDENTIAL = 'application/vc, application/vc+ld+json, application/ld+json, application/json'
const JSON_LD = 'application/ld+json, application/json;q=0.9'

/** How each kind of document is asked for. */
const ACCEPTED: Record<DocumentKind, string> = {
  'did-document': DID_DOCUMENT,
  key: 'application/jwk+json, application/jwk-set+json, application/json, */*;q=0.1',
  issuer: JSON_LD,
  'status-list': `${CREDENTIAL}, application/vc+jwt;q=0.9`,
  credential: `${CREDENTIAL}, application/vc+jwt;q=0.9`,
  'open-badges-2': JSON_LD,
  evidence: '*/*',
  resource: '*/*',
}

/**
 * What verification needs from outside: our own DIDs, keys and lists from the database, never over
 * the network; everybody else's through the guarded client.
 */
export function createEnvironment(deps: {
  database: Database
  jwts: Pick<CredentialJwts, 'ownJwtKey'>
  statusLists: Pick<StatusListService, 'isRevoked'>
  own: ReadOwn
  load: Loader
  publicUrl: string
}): Required<Omit<VerificationEnvironment, 'now' | 'jsonLd' | 'findIssuer'>> {
  const { database, jwts, statusLists, own, load, publicUrl } = deps
  return {
    async resolveOwnDid(did) {
      const document = await ownDidDocument(database.queries, did)
      return document === undefined ? null : { document }
    },
    async ownJwtKey(kid) {
      const key = await jwts.ownJwtKey(kid)
      if (key === undefined) return null
      const { jwk, issuerDids, state } = key
      return { jwk, issuerDids, revoked: state === 'compromised' }
    },
    async resolveDid(did) {
      const url = didWebDocumentUrl(did)
      if (url === null) {
        return did.startsWith('did:web:')
          ? { invalid: 'it is not a well-formed did:web' }
          : { unavailable: 'DIDs of this method cannot be resolved here' }
      }
      if (new URL(url).origin === publicUrl) return { invalid: 'there is no such issuer here' }
      const loaded = await load.json(url, DID_DOCUMENT)
      return 'json' in loaded
        ? { document: loaded.json }
        : { unavailable: loaded.failure.message.replace(/\.$/, '') }
    },
    async isRevokedHere(url, index) {
      const id = ownStatusListId(url, publicUrl)
      return id !== null && statusLists.isRevoked(id, index)
    },
    async load(url, kind) {
      const ours = await own(url)
      if (ours !== null) {
        const { bytes = new Uint8Array() } = ours
        return { status: ours.bytes === undefined ? 404 : 200, mediaType: null, bytes }
      }
      const answer = await load.any(url, ACCEPTED[kind])
      if ('failure' in answer) {
        const { code, message } = answer.failure
        return { unavailable: message.replace(/\.$/, ''), tooLarge: code === 'too-large' }
      }
      const { status, contentType, body } = answer
      return { status, mediaType: contentType, bytes: body }
    },
  }
}
