import { createPublicKey, ECDH, type KeyObject } from 'node:crypto'
import { decode } from 'base58-universal'
import { LRUCache } from 'lru-cache'
import { isObject, type JsonObject } from './json.ts'

/** The curves of the keys that proofs are made with. */
export type Curve = 'Ed25519' | 'P-256' | 'P-384'

/** A public key as a JWK (RFC 7517) with nothing in it but the key. */
export type PublicJwk = { kty: 'OKP' | 'EC'; crv: Curve; x: string; y?: string }

/** Kinds of a Multikey (Controlled Identifiers 1.0, section 2.2.2): header bytes, length of the key. */
const multikeys: { curve: Curve; header: [number, number]; length: number }[] = [
  { curve: 'Ed25519', header: [0xed, 0x01], length: 32 },
  { curve: 'P-256', header: [0x80, 0x24], length: 33 },
  { curve: 'P-384', header: [0x81, 0x24], length: 49 },
]

const nameOfCurve = { 'P-256': 'prime256v1', 'P-384': 'secp384r1' } as const

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

function bytesOfBase58(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || text.length > 80) return undefined
  return /^[1-9A-HJ-NP-Za-km-z]+$/.test(text) ? decode(text) : undefined
}

function fromBytes(curve: Curve, bytes: Uint8Array): PublicJwk | null {
  if (curve === 'Ed25519') {
    return bytes.length === 32 ? { kty: 'OKP', crv: curve, x: base64url(bytes) } : null
  }
  try {
    // Throws unless the bytes are a compressed point of the curve.
    const text = ECDH.convertKey(bytes, nameOfCurve[curve], undefined, 'hex', 'uncompressed')
    const point = Buffer.from(String(text), 'hex')
    const [x, y] = [point.subarray(1, bytes.length), point.subarray(bytes.length)]
    return { kty: 'EC', crv: curve, x: base64url(x), y: base64url(y) }
  } catch {
    return null
  }
}

function fromMultibase(text: unknown): PublicJwk | null {
  if (typeof text !== 'string' || !text.startsWith('z')) return null
  const bytes = bytesOfBase58(text.slice(1))
  const kind = multikeys.find(
    ({ header, length }) =>
      bytes?.length === 2 + length && bytes[0] === header[0] && bytes[1] === header[1],
  )
  if (bytes === undefined || kind === undefined) return null
  const isCompressed = kind.curve === 'Ed25519' || bytes[2] === 2 || bytes[2] === 3
  return isCompressed ? fromBytes(kind.curve, bytes.subarray(2)) : null
}

function fromJwk(jwk: unknown): PublicJwk | null {
  // Who publishes the private half lets anybody sign.
  if (!isObject(jwk) || Object.hasOwn(jwk, 'd')) return null
  if (jwk.use !== undefined && jwk.use !== 'sig') return null
  const { kty, crv, x, y } = jwk
  if (typeof x !== 'string') return null
  if (kty === 'OKP' && crv === 'Ed25519') return { kty, crv, x }
  if (kty !== 'EC' || (crv !== 'P-256' && crv !== 'P-384') || typeof y !== 'string') return null
  return { kty, crv, x, y }
}

function unchecked(method: JsonObject): PublicJwk | null {
  switch (method.type) {
    case 'Multikey':
      return fromMultibase(method.publicKeyMultibase)
    case 'Ed25519VerificationKey2020': {
      const key = fromMultibase(method.publicKeyMultibase)
      return key?.crv === 'Ed25519' ? key : null
    }
    case 'JsonWebKey':
    case 'JsonWebKey2020':
      return fromJwk(method.publicKeyJwk)
    case 'Ed25519VerificationKey2018': {
      const bytes = bytesOfBase58(method.publicKeyBase58)
      return bytes ? fromBytes('Ed25519', bytes) : null
    }
    default:
      return null
  }
}

/**
 * The public key that a verification method holds, ready to verify with; null when it holds none of
 * the curves Ed25519, P-256 and P-384 that is well-formed and a point of its curve. Understood are
 * `Multikey` and `Ed25519VerificationKey2020` (`publicKeyMultibase`), `JsonWebKey` and
 * `JsonWebKey2020` (`publicKeyJwk`), and `Ed25519VerificationKey2018` (`publicKeyBase58`).
 */
export function publicKeyOf(verificationMethod: unknown): { curve: Curve; key: KeyObject } | null {
  const jwk = isObject(verificationMethod) ? unchecked(verificationMethod) : null
  if (jwk === null) return null
  const name = `${jwk.crv} ${jwk.x} ${jwk.y ?? ''}`
  const known = name.length <= LONGEST_NAME ? keys.get(name) : undefined
  if (known !== undefined) return { curve: jwk.crv, key: known }
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    if (name.length <= LONGEST_NAME) keys.set(name, key)
    return { curve: jwk.crv, key }
  } catch {
    return null
  }
}

/** Keys that were read before: reading one takes a quarter of the time of verifying with it. */
const keys = new LRUCache<string, KeyObject>({ max: 500 })
const LONGEST_NAME = 200

/**
 * The public key that a verification method holds, as a JWK: `publicKeyJwk` as it is, a key of any of
 * the other kinds converted; null when it holds none of these. Whether the JWK is good for anything,
 * who verifies with it finds out.
 */
export function jwkOf(verificationMethod: unknown): unknown {
  if (!isObject(verificationMethod)) return null
  if (isObject(verificationMethod.publicKeyJwk)) return verificationMethod.publicKeyJwk
  return unchecked(verificationMethod)
}
