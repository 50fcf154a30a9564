import { decode, encode } from 'base58-universal'
import { isObject } from './json.ts'
import { isEd25519Multikey } from './keys.ts'

function asMultikey(key: Uint8Array | undefined): string | null {
  return key?.length === 32 ? `z${encode(Uint8Array.of(0xed, 0x01, ...key))}` : null
}

/**
 * The Ed25519 public key that a verification method holds, as a Multikey; null when it holds none
 * that is well-formed. Understood are `Multikey` and `Ed25519VerificationKey2020`
 * (`publicKeyMultibase`), `JsonWebKey` and `JsonWebKey2020` (`publicKeyJwk`), and
 * `Ed25519VerificationKey2018` (`publicKeyBase58`).
 */
export function ed25519KeyOf(verificationMethod: unknown): string | null {
  if (!isObject(verificationMethod)) return null
  const { type, publicKeyMultibase, publicKeyJwk, publicKeyBase58 } = verificationMethod
  switch (type) {
    case 'Multikey':
    case 'Ed25519VerificationKey2020':
      return isEd25519Multikey(publicKeyMultibase) ? publicKeyMultibase : null
    case 'JsonWebKey':
    case 'JsonWebKey2020': {
      if (!isObject(publicKeyJwk)) return null
      const { kty, crv, x } = publicKeyJwk
      if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string') return null
      return asMultikey(Buffer.from(x, 'base64url'))
    }
    case 'Ed25519VerificationKey2018':
      if (typeof publicKeyBase58 !== 'string' || publicKeyBase58.length > 64) return null
      return asMultikey(decode(publicKeyBase58))
    default:
      return null
  }
}

/**
 * The public key that a verification method holds, as a JWK: `publicKeyJwk` as it is, an Ed25519 key
 * of any of the other kinds converted; null when it holds none of these. Whether the JWK is good for
 * anything, who verifies with it finds out.
 */
export function jwkOf(verificationMethod: unknown): unknown {
  if (!isObject(verificationMethod)) return null
  if (isObject(verificationMethod.publicKeyJwk)) return verificationMethod.publicKeyJwk
  const multikey = ed25519KeyOf(verificationMethod)
  if (multikey === null) return null
  const bytes = decode(multikey.slice(1)) ?? new Uint8Array()
  const x = Buffer.from(bytes.subarray(2)).toString('base64url')
  return { kty: 'OKP', crv: 'Ed25519', x }
}
