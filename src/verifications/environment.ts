import type { CredentialJwts } from '../credential-jwts/index.ts'
import { didWebDocumentUrl } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import { ownDidDocument } from '../issuers/index.ts'
import type { StatusListService } from '../status-lists/index.ts'
import type { VerificationEnvironment } from '../verification/index.ts'
import { foreignEnvironment } from './foreign-environment.ts'
import type { Loader } from './loading.ts'
import { ownStatusListId, type ReadOwn } from './own.ts'

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
  const foreign = foreignEnvironment(load)
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
      const isOurs = url !== null && new URL(url).origin === publicUrl
      return isOurs ? { invalid: 'there is no such issuer here' } : foreign.resolveDid(did)
    },
    async isRevokedHere(url, index) {
      const id = ownStatusListId(url, publicUrl)
      return id !== null && statusLists.isRevoked(id, index)
    },
    async load(url, kind) {
      const ours = await own(url)
      if (ours === null) return foreign.load(url, kind)
      const { bytes = new Uint8Array() } = ours
      return { status: ours.bytes === undefined ? 404 : 200, mediaType: null, bytes }
    },
  }
}
