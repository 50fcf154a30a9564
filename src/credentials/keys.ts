import { randomBytes } from 'node:crypto'
import { from, generate } from '@digitalbazaar/ed25519-multikey'
import { decode, encode } from 'base58-universal'
import { ed25519Key } from './ed25519.ts'

/** An Ed25519 key as it is kept: `seed` (32 bytes) is the secret, encrypt it at rest. */
export type GeneratedKey = { seed: Uint8Array; publicKeyMultibase: string }

/** What signs: `sign` gets the bytes to be signed and gives the 64 bytes of the signature. */
export type SigningKey = {
  /** The absolute URL of the verification method, `did:...#fragment`. */
  verificationMethod: string
  /**
   * Where the same key stands as an Ed25519VerificationKey2020, if it does: named by proofs of the
   * suite `Ed25519Signature2020`, since older wallets read no other type.
   */
  ed25519VerificationMethod?: string | undefined
  /** The DID that the key belongs to: the `issuer.id` of what it signs. */
  controller: string
  publicKeyMultibase: string
  sign(data: Uint8Array): Promise<Uint8Array>
}

/** The Multikey of 32 bytes of an Ed25519 public key (Controlled Identifiers 1.0, section 2.2.2). */
export function ed25519Multikey(publicKey: Uint8Array): string {
  if (publicKey.length !== 32) throw new TypeError('An Ed25519 public key has exactly 32 bytes.')
  return `z${encode(Uint8Array.of(0xed, 0x01, ...publicKey))}`
}

/** A new Ed25519 key: its 32 byte seed and its public half as a Multikey, `z6Mk...`. */
export async function generateSigningKey(): Promise<GeneratedKey> {
  const seed = new Uint8Array(randomBytes(32))
  const key = await generate({ seed })
  return { seed, publicKeyMultibase: key.publicKeyMultibase }
}

/**
 * A key that can sign, from its seed.
 *
 * @param input.seed 32 bytes.
 * @param input.verificationMethod Where its public half stands: an absolute DID URL.
 * @param input.ed25519VerificationMethod See {@link SigningKey}; the same URL when left out.
 * @param input.controller The DID of the issuer.
 *
 * Rejects with a TypeError when the seed has not 32 bytes.
 */
export async function signingKey(input: {
  seed: Uint8Array
  verificationMethod: string
  ed25519VerificationMethod?: string | undefined
  controller: string
}): Promise<SigningKey> {
  if (input.seed.length !== 32) throw new TypeError('An Ed25519 seed has exactly 32 bytes.')
  const key = ed25519Key(input.seed)
  return {
    verificationMethod: input.verificationMethod,
    ed25519VerificationMethod: input.ed25519VerificationMethod,
    controller: input.controller,
    publicKeyMultibase: ed25519Multikey(key.publicKey),
    sign: async (data) => key.sign(data),
  }
}

/**
 * Whether `text` is an Ed25519 public key as a Multikey (Controlled Identifiers 1.0, section
 * 2.2.2): base58-btc of the two bytes 0xed01 and 32 bytes of key.
 */
export function isEd25519Multikey(text: unknown): text is string {
  if (typeof text !== 'string' || !/^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/.test(text)) return false
  const bytes = decode(text.slice(1))
  return bytes?.length === 34 && bytes[0] === 0xed && bytes[1] === 0x01
}

/**
 * Whether `signature` over `data` was made with the private half of `publicKeyMultibase`. Rejects
 * when that is not an Ed25519 Multikey.
 */
export async function verifySignature(input: {
  publicKeyMultibase: string
  data: Uint8Array
  signature: Uint8Array
}): Promise<boolean> {
  const key = await from({ type: 'Multikey', publicKeyMultibase: input.publicKeyMultibase })
  return key.verifier().verify({ data: input.data, signature: input.signature })
}
