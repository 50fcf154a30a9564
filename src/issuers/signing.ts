import { LRUCache } from 'lru-cache'
import {
  createCompiledCanonicaliser,
  createCredentialSigner,
  type DidDocument,
  didDocument,
  didKeyDocument,
  documentLoader,
  ed25519Fragment,
  type JsonObject,
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

/** Decrypted keys kept in memory: reading one costs more than signing with it. */
const MAX_KEYS = 1_000
/** Shapes of documents whose canonical form is compiled; one badge class version is one or a few. */
const MAX_SHAPES = 2_000
const MAX_SHAPE_BYTES = 64 * 1024 * 1024

/** What a document is signed for: the issuer as published, and its pen. */
export type IssuerSigner = {
  issuer: IssuerRow
  /** The key that signs. */
  keyId: string
  /** The proofs that the issuer's credentials carry. */
  suites: readonly ProofSuite[]
  /**
   * Signs a document without a proof.
   * @param suites - the issuer's own unless said otherwise
   */
  sign(unsigned: JsonObject, created: Date, suites?: readonly ProofSuite[]): Promise<JsonObject>
}

/** The keys of all issuers. This is the seam where a key management service would stand in. */
export type IssuerSigning = {
  /** The signer for an issuer whose current key was read with it. */
  signer(issuer: IssuerRow, key: IssuerKeyRow): Promise<IssuerSigner>
  /** The signer of an issuer; undefined when there is no such issuer. */
  signerOf(db: Queries, issuerId: string): Promise<IssuerSigner | undefined>
}

/**
 * @param vault - opens the private keys
 */
export function createIssuerSigning(vault: Vault): IssuerSigning {
  const keys = new LRUCache<string, SigningKey>({ max: MAX_KEYS })
  const canonicaliser = createCompiledCanonicaliser({
    documentLoader,
    maxShapes: MAX_SHAPES,
    maxBytes: MAX_SHAPE_BYTES,
  })
  const credentials = createCredentialSigner({ canonicaliser, documentLoader })

  async function keyOf(row: IssuerKeyRow): Promise<SigningKey> {
    const cached = keys.get(row.id)
    if (cached !== undefined) return cached
    const key = await signingKey({
      seed: vault.open(row.sealedSecret, 'issuer-key'),
      controller: row.did,
      ...verificationMethods(row),
    })
    keys.set(row.id, key)
    return key
  }

  async function signer(issuer: IssuerRow, row: IssuerKeyRow): Promise<IssuerSigner> {
    const key = await keyOf(row)
    const own = issuer.proofSuites as ProofSuite[]
    return {
      issuer,
      keyId: row.id,
      suites: own,
      sign: (unsigned, created, suites = own) =>
        credentials.sign(unsigned, { key, suites, created }),
    }
  }

  return {
    signer,
    async signerOf(db, issuerId) {
      const issuer = await issuerById(db, issuerId)
      if (issuer === undefined) return undefined
      const [current] = await keysOfIssuer(db, issuerId)
      if (current === undefined) throw new Error(`Issuer ${issuerId} has no signing key.`)
      return signer(issuer, current)
    },
  }
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
      publicKeyMultibase: key.publicKeyMultibase as string,
    })),
    // A proof of this suite that was made once must be verifiable for good, so the keys stay
    // listed for it even when the issuer no longer makes such proofs.
    ed25519Signature2020: true,
  })
}

function verificationMethods(key: IssuerKeyRow) {
  const { did } = key
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
