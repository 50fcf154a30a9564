import { gunzip, gzipSync } from 'node:zlib'
import { CREDENTIALS_V2 } from './contexts.ts'
import type { JsonObject } from './json.ts'
import { documentTime } from './times.ts'

/** The least size of a list, in entries (Bitstring Status List 1.0, section 6.1, group privacy). */
export const STATUS_LIST_SIZE = 131_072

const MAX_INFLATED_BYTES = 16 * 1024 * 1024
const MAX_ENCODED_CHARACTERS = 24 * 1024 * 1024

/**
 * The `encodedList` of a list of `size` entries in which the bits at `setIndices` are set:
 * multibase `u` + base64url(gzip(bitstring)), first entry leftmost (Bitstring Status List 1.0,
 * section 3.3). The same input always gives the same text.
 *
 * Rejects when an index is outside the list.
 */
export async function encodeStatusList(
  setIndices: Iterable<number>,
  size = STATUS_LIST_SIZE,
): Promise<string> {
  const bits = Buffer.alloc(Math.ceil(size / 8))
  for (const index of setIndices) {
    if (!Number.isInteger(index) || index < 0 || index >= size) {
      throw new RangeError(`A status list of ${size} entries has no place ${index}.`)
    }
    bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7))
  }
  // A list is compressed in less time than another thread takes to be asked.
  return `u${gzipSync(bits).toString('base64url')}`
}

/** What {@link readStatusList} found: the value at a place, or why there is none. */
export type StatusValue =
  | { value: number; entries: number }
  | { problem: 'malformed' | 'too-large' | 'out-of-range' }

function inflate(compressed: Buffer): Promise<Buffer | 'malformed' | 'too-large'> {
  return new Promise((resolve) => {
    gunzip(compressed, { maxOutputLength: MAX_INFLATED_BYTES }, (error, bits) => {
      if (!error) return resolve(bits)
      resolve('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'malformed')
    })
  })
}

/**
 * Reads one value of an `encodedList` (Bitstring Status List 1.0, section 3.4), with or without the
 * multibase prefix `u`, which the lists of Status List 2021 lack. Expands to at most 16 MB, whatever
 * the text claims; never rejects.
 *
 * @param index Of the entry, counted from 0.
 * @param size How many bits each entry has, 1 to 8.
 * @returns The value and the number of entries, or the problem.
 */
export async function readStatusList(
  encodedList: string,
  index: number,
  size = 1,
): Promise<StatusValue> {
  if (encodedList.length > MAX_ENCODED_CHARACTERS) return { problem: 'too-large' }
  // gzip starts with the bytes 1f 8b, "H4s" in base64, so that a bare list never starts with u.
  const multibase = encodedList.startsWith('u')
  const text = multibase ? encodedList.slice(1) : encodedList
  const alphabet = multibase ? /^[A-Za-z0-9_-]+$/ : /^[A-Za-z0-9_+/-]+={0,2}$/
  if (!alphabet.test(text)) return { problem: 'malformed' }
  const bits = await inflate(Buffer.from(text, 'base64url'))
  if (bits === 'malformed' || bits === 'too-large') return { problem: bits }
  const entries = Math.floor((bits.length * 8) / size)
  if (!Number.isSafeInteger(index) || index < 0 || index >= entries) {
    return { problem: 'out-of-range' }
  }
  let value = 0
  for (let place = index * size; place < (index + 1) * size; place += 1) {
    const byte = bits[place >> 3] ?? 0
    value = (value << 1) | ((byte >> (7 - (place & 7))) & 1)
  }
  return { value, entries }
}

/**
 * The unsigned `BitstringStatusListCredential` (Bitstring Status List 1.0, section 2.2).
 *
 * @param input.id The absolute URL of the list, `statusListCredential` of its entries.
 * @param input.issuer The DID that signs it, the same as of the credentials it speaks of.
 * @param input.ttlMs How long a copy may be used, in milliseconds; the same as max-age.
 */
export function statusListCredential(input: {
  id: string
  issuer: string
  purpose: 'revocation' | 'suspension'
  encodedList: string
  validFrom: Date
  validUntil?: Date
  ttlMs?: number
}): JsonObject {
  return {
    '@context': [CREDENTIALS_V2],
    id: input.id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: input.issuer,
    validFrom: documentTime(input.validFrom),
    ...(input.validUntil ? { validUntil: documentTime(input.validUntil) } : {}),
    credentialSubject: {
      id: `${input.id}#list`,
      type: 'BitstringStatusList',
      statusPurpose: input.purpose,
      encodedList: input.encodedList,
      ...(input.ttlMs === undefined ? {} : { ttl: input.ttlMs }),
    },
  }
}
