import { hash } from 'node:crypto'
import type { JsonObject } from './json.ts'

const SRI = /^(sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})$/
/** The first bytes of a multihash of SHA-256: the code of the function, the length in bytes. */
const SHA2_256 = [0x12, 0x20]

function sriMatches(bytes: Uint8Array, digestSRI: string): boolean | null {
  const [, algorithm, digest] = SRI.exec(digestSRI) ?? []
  if (algorithm === undefined) return null
  return hash(algorithm, bytes, 'base64') === digest
}

/** Multibase of a multihash of SHA-256, in base64url (`u`) or hexadecimal (`f`). */
function multibaseMatches(bytes: Uint8Array, digestMultibase: string): boolean | null {
  const encodings = { u: 'base64url', f: 'hex' } as const
  const encoding = encodings[digestMultibase.charAt(0) as keyof typeof encodings]
  if (encoding === undefined) return null
  const multihash = Buffer.from(digestMultibase.slice(1), encoding)
  const [code, length] = multihash
  if (code !== SHA2_256[0] || length !== SHA2_256[1]) return null
  return multihash.subarray(2).equals(hash('sha256', bytes, 'buffer'))
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
