import type { JWK } from 'jose'

/** What keys of issuers sign by: Ed25519 for Data Integrity proofs, RS256 and ES256 for VC-JWTs. */
export type KeyAlgorithm = 'Ed25519' | 'RS256' | 'ES256'

/**
 * Signs bytes: 64 bytes of an Ed25519 signature (RFC 8032); for RS256 the RSASSA-PKCS1-v1_5 one with
 * SHA-256 (RFC 7518, section 3.3); for ES256 the 64 bytes R and S (section 3.4).
 */
export type Sign = (data: Uint8Array) => Promise<Uint8Array>

/** The public half of a key: an Ed25519 Multikey, or a public JWK with `alg`; the other is null. */
export type PublicHalf =
  | { publicKeyMultibase: string; publicJwk: null }
  | { publicKeyMultibase: null; publicJwk: JWK }

/** A key in a store. `reference` is all that the store needs to find it: the secret, or its name. */
export type StoredKey = PublicHalf & { reference: Uint8Array }

/**
 * Where private keys live and sign. This is the seam for a key management service: it implements
 * this interface, `open.ts` opens it by configuration, and its name stands with every key it made.
 * What fails for a while is thrown as a Problem `unavailable`.
 */
export type KeyStore = {
  /** Kept with each key (`issuer_keys.key_store`): never changes. */
  readonly name: string
  /** Makes a key, which can sign from then on. */
  generate(algorithm: KeyAlgorithm): Promise<StoredKey>
  /** Takes in an Ed25519 key that is there already, by its seed of 32 bytes. */
  importSeed(seed: Uint8Array): Promise<StoredKey>
  /**
   * What signs with a key of this store. Made once for a key and then used again and again, at the
   * same time too.
   */
  signer(reference: Uint8Array, algorithm: KeyAlgorithm): Promise<Sign>
  /** Lets go of whatever the store holds open. */
  close(): Promise<void>
}
