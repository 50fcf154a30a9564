import { hash } from 'node:crypto'
import { decode } from 'base58-universal'
import type { JsonObject } from './json.ts'

/** The digest of something by a hash function, which is named as node:crypto does. */
export type DigestOf = (algorithm: string) => Uint8Array

const ALGORITHMS = ['sha512', 'sha384', 'sha256']

/** How a multihash says by which function it was made, and how long it is: its first two bytes. */
const MULTIHASHES = [
  { algorithm: 'sha256', header: [0x12, 0x20], length: 32 },
  { algorithm: 'sha384', header: [0x20, 0x30], length: 48 },
  { algorithm: 'sha512', header: [0x13, 0x40], length: 64 },
]

/** Subresource Integrity: of several digests those of the strongest function count, and one suffices. */
function sriMatches(digestOf: DigestOf, digestSRI: string): boolean | null {
  const digests = digestSRI.trim().split(/\s+/)
  const strongest = ALGORITHMS.find((name) => digests.some((one) => one.startsWith(`${name}-`)))
  if (strongest === undefined) return null
  return digests.includes(`${strongest}-${Buffer.from(digestOf(strongest)).toString('base64')}`)
}

/** The bytes of a multibase text, in the three bases that digests are written in. */
function multibaseBytes(text: string): Uint8Array | null {
  const digits = text.slice(1)
  if (text.startsWith('u')) return Buffer.from(digits, 'base64url')
  if (text.startsWith('f')) return Buffer.from(digits, 'hex')
  // Decoding takes quadratic time; a digest is short.
  return text.startsWith('z') && text.length <= 100 ? (decode(digits) ?? null) : null
}

/** A multihash; or the digest alone, as the W3C's own examples have it, known by its length. */
function multibaseMatches(digestOf: DigestOf, digestMultibase: string): boolean | null {
  const bytes = multibaseBytes(digestMultibase)
  if (bytes === null) return null
  for (const { algorithm, header, length } of MULTIHASHES) {
    const isMultihash =
      bytes.length === length + 2 && header.every((byte, at) => bytes[at] === byte)
    if (!isMultihash && bytes.length !== length) continue
    const digest = isMultihash ? bytes.subarray(2) : bytes
    return Buffer.from(digest).equals(digestOf(algorithm))
  }
  return null
}

/**
 * Whether something is what an object holds the digest of (VCDM 2.0, section 5.3): `digestSRI` and
 * `digestMultibase`, all that it has.
 *
 * @param content The bytes, or what gives their digests.
 * @returns null when it has none, or none in a form that is known here
 */
export function matchesDigest(
  content: Uint8Array | DigestOf,
  resource: JsonObject,
): boolean | null {
  const digestOf: DigestOf =
    typeof content === 'function' ? content : (name) => hash(name, content, 'buffer')
  const { digestSRI, digestMultibase } = resource
  const matches = [
    typeof digestSRI === 'string' ? sriMatches(digestOf, digestSRI) : null,
    typeof digestMultibase === 'string' ? multibaseMatches(digestOf, digestMultibase) : null,
  ].filter((one) => one !== null)
  return matches.length === 0 ? null : matches.every(Boolean)
}
