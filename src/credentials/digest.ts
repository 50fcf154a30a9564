import { hash } from 'node:crypto'
import { decode } from 'base58-universal'
import type { JsonObject } from './json.ts'

const ALGORITHMS = ['sha512', 'sha384', 'sha256']
/** The first bytes of a multihash of SHA-256: the code of the function, the length in bytes. */
const SHA2_256 = [0x12, 0x20]

/** Subresource Integrity: of several digests those of the strongest function count, and one suffices. */
function sriMatches(bytes: Uint8Array, digestSRI: string): boolean | null {
  const digests = digestSRI.trim().split(/\s+/)
  const strongest = ALGORITHMS.find((name) => digests.some((one) => one.startsWith(`${name}-`)))
  if (strongest === undefined) return null
  return digests.includes(`${strongest}-${hash(strongest, bytes, 'base64')}`)
}

/** The bytes of a multibase text, in the three bases that digests are written in. */
function multibaseBytes(text: string): Uint8Array | null {
  const digits = text.slice(1)
  if (text.startsWith('u')) return Buffer.from(digits, 'base64url')
  if (text.startsWith('f')) return Buffer.from(digits, 'hex')
  // Decoding takes quadratic time; a digest is short.
  return text.startsWith('z') && text.length <= 100 ? (decode(digits) ?? null) : null
}

/** A multihash of SHA-256. */
function multibaseMatches(bytes: Uint8Array, digestMultibase: string): boolean | null {
  const multihash = multibaseBytes(digestMultibase)
  if (multihash === null || !SHA2_256.every((byte, at) => multihash[at] === byte)) return null
  return Buffer.from(multihash.subarray(2)).equals(hash('sha256', bytes, 'buffer'))
}

/**
 * Whether bytes are those that an object holds the digest of (VCDM 2.0, section 5.3): `digestSRI` and
 * `digestMultibase`, all that it has.
 *
 * @returns null when it has none, or none in a form that is known here
 */
export function matchesDigest(bytes: Uint8Array, resource: JsonObject): boolean | null {
  const { digestSRI, digestMultibase } = resource
  const matches = [
    typeof digestSRI === 'string' ? sriMatches(bytes, digestSRI) : null,
    typeof digestMultibase === 'string' ? multibaseMatches(bytes, digestMultibase) : null,
  ].filter((one) => one !== null)
  return matches.length === 0 ? null : matches.every(Boolean)
}
