import { uuidv7 } from 'uuidv7'
import type { Transaction } from '../db/index.ts'
import type { NewKey } from '../key-stores/index.ts'
import { ownDid } from './identity.ts'
import { type IssuerKeyRow, insertKey } from './key-store.ts'
import { type IssuerRow, updateIssuer } from './store.ts'

/**
 * Gives a locked issuer a key that signs from now on; none of the same algorithm may be active. An
 * Ed25519 key brings the issuer the identity that this service gives it, which is another one where
 * it was a did:key or lost the key of a domain of its own.
 */
export async function addKey(
  tx: Transaction,
  issuer: IssuerRow,
  key: NewKey,
  { publicUrl, at }: { publicUrl: string; at: Date },
): Promise<IssuerKeyRow> {
  const { publicKeyMultibase } = key
  const did =
    publicKeyMultibase === null ? issuer.did : ownDid(publicUrl, issuer.id, publicKeyMultibase)
  const its = { id: uuidv7(), issuerId: issuer.id, did, createdAt: at }
  const row = await insertKey(tx, publicUrl, { ...its, ...key })
  if (did !== issuer.did) {
    await updateIssuer(tx, issuer.id, { did, updatedAt: at, revision: issuer.revision + 1 })
  }
  return row
}
