import { createCipheriv, createDecipheriv } from 'node:crypto'

/** So much is sealed at a time, in bytes: a file of any size needs no more memory. */
const PART_BYTES = 64 * 1024
const TAG_BYTES = 16

/** The bytes of a stored file that are not those that were stored: changed, cut off, or exchanged. */
export class FileDamagedError extends Error {
  override name = 'FileDamagedError'
}

/** Who seals a file: a key that seals nothing else, and what the file is called in its store. */
export type FileSeal = { key: Uint8Array; name: string }

/**
 * Encrypts a file part by part with AES-256-GCM. The nonce of a part is its number and whether it is
 * the last one, so that none can be left out, moved or added; the name is bound to each, so that none
 * can come from elsewhere.
 */
export async function* sealParts(
  seal: FileSeal,
  plain: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  for await (const { bytes, number, isLast } of inParts(plain, PART_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', seal.key, nonceOf(number, isLast))
    cipher.setAAD(Buffer.from(seal.name))
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }
}

/**
 * Decrypts what `sealParts` made. Each part is known to be genuine before it is handed on, and that it
 * was all of them before this ends.
 *
 * @throws FileDamagedError when it is not
 */
export async function* openParts(
  seal: FileSeal,
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  for await (const { bytes, number, isLast } of inParts(sealed, PART_BYTES + TAG_BYTES)) {
    yield openPart(seal, bytes, nonceOf(number, isLast))
  }
}

function openPart({ key, name }: FileSeal, bytes: Buffer, nonce: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    decipher.setAAD(Buffer.from(name))
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()])
  } catch (cause) {
    throw new FileDamagedError('A stored file is not what was stored.', { cause })
  }
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(number, 7)
  nonce.writeUInt8(isLast ? 1 : 0, 11)
  return nonce
}

type Part = { bytes: Buffer; number: number; isLast: boolean }

/** Cuts a stream into parts of one size, of which the last may be shorter; there is always a last one. */
async function* inParts(stream: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Part> {
  let held: Uint8Array[] = []
  let length = 0
  let number = 0
  for await (const bytes of stream) {
    held.push(bytes)
    length += bytes.length
    // A whole part may be the last one, as long as nothing is known to follow.
    if (length <= size) continue
    let all = Buffer.concat(held)
    for (; all.length > size; all = all.subarray(size)) {
      yield { bytes: all.subarray(0, size), number, isLast: false }
      number += 1
    }
    held = [all]
    length = all.length
  }
  yield { bytes: Buffer.concat(held), number, isLast: true }
}
