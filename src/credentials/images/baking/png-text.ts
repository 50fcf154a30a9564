import { crc32, inflateSync } from 'node:zlib'

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

/** The keyword with which a text chunk begins (iTXt, tEXt and zTXt alike); null when it has none. */
export function keywordOf(data: Uint8Array): string | null {
  // PNG, section 11.3.3.1: 1 to 79 bytes, then a null.
  const end = data.subarray(0, 80).indexOf(0)
  return end > 0 ? latin1(data.subarray(0, end)) : null
}

function inflated(data: Uint8Array, maxBytes: number): Uint8Array | null {
  try {
    return inflateSync(data, { maxOutputLength: maxBytes })
  } catch {
    return null
  }
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/**
 * The text of an iTXt chunk (PNG, section 11.3.3.4), compressed or not; null when the chunk is not
 * well-formed or expands to more than `maxBytes`.
 */
export function textOfItxt(data: Uint8Array, maxBytes: number): string | null {
  const keywordEnd = data.indexOf(0)
  const languageEnd = data.indexOf(0, keywordEnd + 3)
  const translatedEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1)
  if (keywordEnd < 0 || translatedEnd < 0) return null
  const compressed = data[keywordEnd + 1]
  const stored = data.subarray(translatedEnd + 1)
  if (compressed === 0) return utf8(stored)
  if (compressed !== 1 || data[keywordEnd + 2] !== 0) return null
  const text = inflated(stored, maxBytes)
  return text && utf8(text)
}

/** The text of a tEXt chunk (PNG, section 11.3.3.2), which is Latin-1. */
export function textOfText(data: Uint8Array): string {
  return latin1(data.subarray(data.indexOf(0) + 1))
}

/** A whole iTXt chunk, uncompressed, without language and translated keyword. */
export function itxtChunk(keyword: string, text: string): Uint8Array {
  const data = Buffer.concat([Buffer.from(keyword, 'latin1'), Buffer.alloc(5), Buffer.from(text)])
  const chunk = Buffer.alloc(data.length + 12)
  chunk.writeUInt32BE(data.length, 0)
  chunk.write('iTXt', 4, 'latin1')
  data.copy(chunk, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), data.length + 8)
  return chunk
}
