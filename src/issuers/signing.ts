import {
  type DidDocument,
  didDocument,
  didKeyDocument,
  ed25519Fragment,
  publicKeyOfDidKey,
  type SigningKey,
  signingKey,
} from '../credentials/index.ts'
import type { Queries } from '../db/index.ts'
import type { Vault } from '../vault.ts'
import type { ProofSuite } from './schema.ts'
import {
  type IssuerKeyRow,
  type IssuerRow,
  issuerByDid,
  issuerById,
  keysOfIssuer,
} from './store.ts'

/** What a document is signed for: the issuer as published, its key, the proofs it wants. */
export type IssuerSigner = {
  issuer: IssuerRow
  key: SigningKey
  suites: ProofSuite[]
}

/**
 * The signer of an issuer, with its private key decrypted for this use. This is the seam where a
 * key management service would stand in.
 *
 * @returns undefined when there is no such issuer
 */
export async function issuerSigner(
  db: Queries,
  vault: Vault,
  issuerId: string,
): Promise<IssuerSigner | undefined> {
  const issuer = await issuerById(db, issuerId)
  if (issuer === undefined) return undefined
  const [current] = await keysOfIssuer(db, issuerId)
  if (current === undefined) throw new Error(`Issuer ${issuerId} has no signing key.`)
  const key = await signingKey({
    seed: vault.open(current.sealedSeed, 'issuer-key'),
    controller: issuer.did,
    ...verificationMethods(issuer.did, current),
  })
  return { issuer, key, suites: issuer.proofSuites as ProofSuite[] }
}

/** The DID document of an issuer of ours, from the database; undefined when there is none. */
export async function issuerDidDocument(
  db: Queries,
  by: { id: string } | { did: string },
): Promise<DidDocument | undefined> {
  const issuer = 'id' in by ? await issuerById(db, by.id) : await issuerByDid(db, by.did)
  if (issuer === undefined) return undefined
  const selfContained = await didKeyDocument(issuer.did)
  if (selfContained !== null) return selfContained
  const keys = await keysOfIssuer(db, issuer.id)
  return didDocument({
    did: issuer.did,
    keys: keys.map((key) => ({
      fragment: fragment(key),
      publicKeyMultibase: key.publicKeyMultibase,
    })),
    // A proof of this suite that was made once must be verifiable for good, so the keys stay
    // listed for it even when the issuer no longer makes such proofs.
    ed25519Signature2020: true,
  })
}

function verificationMethods(did: string, key: IssuerKeyRow) {
  return publicKeyOfDidKey(did) === null
    ? {
        verificationMethod: `${did}#${fragment(key)}`,
        ed25519VerificationMethod: `${did}#${ed25519Fragment(fragment(key))}`,
      }
    : { verificationMethod: `${did}#${key.publicKeyMultibase}` }
}

function fragment(key: IssuerKeyRow): string {
  return `key-${key.number}`
}
