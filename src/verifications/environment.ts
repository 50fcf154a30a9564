import type { CredentialJwts } from '../credential-jwts/index.ts'
import { didWebDocumentUrl } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import { ownDidDocument } from '../issuers/index.ts'
import type { StatusListService } from '../status-lists/index.ts'
import type { VerificationEnvironment } from '../verification/index.ts'
import type { Loader } from './loading.ts'
import { ownStatusListId, type ReadOwn } from './own.ts'
import { credentialOfText } from './presented.ts'

const DID_DOCUMENT = 'application/did+json, application/did+ld+json, application/json;q=0.9'
const CREDENTIAL = 'application/vc, application/vc+ld+json, application/ld+json, application/json'

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
}): Required<Omit<VerificationEnvironment, 'now'>> {
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
    async loadStatusList(url) {
      const ours = await own(url)
      if (ours !== null) {
        const text = ours.bytes && Buffer.from(ours.bytes).toString()
        const found = text === undefined ? null : credentialOfText(text)
        return found !== null && 'credential' in found
          ? { credential: found.credential }
          : { invalid: 'there is no such list here' }
      }
      const loaded = await load.json(url, CREDENTIAL)
      return 'json' in loaded
        ? { credential: loaded.json }
        : { unavailable: loaded.failure.message.replace(/\.$/, '') }
    },
  }
}
