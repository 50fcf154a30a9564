import { crc32 } from 'node:zlib'
import { dimensionProblem, type ImageBounds } from './bounds.ts'
import { type ImageProblem, imageProblem } from './problem.ts'

const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** One chunk of a PNG: `start` and `end` are offsets in the file, `data` is a view, not a copy. */
export type PngChunk = { type: string; start: number; end: number; data: Uint8Array }

/** What the header of a PNG says of the picture (PNG, section 11.2.1). */
export type PngHeader = {
  width: number
  height: number
  bitDepth: number
  colourType: number
  interlaced: boolean
}

/** A PNG whose chunks are whole: from IHDR to IEND, after which `end` points. */
export type PngDocument = PngHeader & { chunks: PngChunk[]; end: number }

/** The chunk types that hold text. */
export const TEXT_CHUNKS: readonly string[] = ['iTXt', 'tEXt', 'zTXt']

// Bit depths that each colour type may have (PNG, table 12).
const bitDepths: { [colourType: number]: number[] } = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}

const malformed = (detail: string) => imageProblem('malformed', detail)

function readHeader(chunk: PngChunk, bounds: ImageBounds): PngHeader | ImageProblem {
  if (chunk.type !== 'IHDR' || chunk.data.length !== 13) {
    return malformed('The PNG does not begin with its header.')
  }
  const view = new DataView(chunk.data.buffer, chunk.data.byteOffset, 13)
  const size = { width: view.getUint32(0), height: view.getUint32(4) }
  const bitDepth = view.getUint8(8)
  const colourType = view.getUint8(9)
  const interlaced = view.getUint8(12) === 1
  const known = view.getUint8(10) === 0 && view.getUint8(11) === 0 && view.getUint8(12) <= 1
  if (!bitDepths[colourType]?.includes(bitDepth) || !known) {
    return malformed('The header of the PNG names a colour type or method that does not exist.')
  }
  return dimensionProblem(size, bounds) ?? { ...size, bitDepth, colourType, interlaced }
}

/** Whether the file begins as every PNG does. */
export function startsAsPng(image: Uint8Array): boolean {
  return PNG_SIGNATURE.every((byte, at) => image[at] === byte)
}

/**
 * Reads the chunks of a PNG (PNG Third Edition, section 5) in one pass, each byte at most twice and
 * none copied: the signature, every length and checksum, the header's dimensions, the order of IHDR,
 * IDAT and IEND. Pixels are not decoded. What follows IEND is left to the caller (`end`).
 *
 * Never throws; stops at the first thing that is wrong or beyond the bounds.
 */
export function readPng(image: Uint8Array, bounds: ImageBounds): PngDocument | ImageProblem {
  if (image.length > bounds.pngBytes) {
    return imageProblem('too-large', `The PNG has more than ${bounds.pngBytes} bytes.`)
  }
  if (!startsAsPng(image)) return imageProblem('not-an-image', 'The file is not a PNG.')
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength)
  const chunks: PngChunk[] = []
  let header: PngHeader | undefined
  let text = 0
  let start = PNG_SIGNATURE.length
  while (start + 12 <= image.length) {
    const length = view.getUint32(start)
    const end = start + 12 + length
    if (end > image.length) break
    if (chunks.length === bounds.chunks) {
      return imageProblem('too-complex', `The PNG has more than ${bounds.chunks} parts.`)
    }
    const type = Buffer.from(image.buffer, image.byteOffset + start + 4, 4).toString('latin1')
    if (!/^[A-Za-z]{4}$/.test(type)) return malformed('A part of the PNG has no proper name.')
    if (TEXT_CHUNKS.includes(type)) text += length
    if (text > bounds.textBytes) {
      return imageProblem(
        'too-much-text',
        `The PNG holds more than ${bounds.textBytes} bytes of text.`,
      )
    }
    if (crc32(image.subarray(start + 4, end - 4)) !== view.getUint32(end - 4)) {
      return imageProblem('bad-checksum', `The checksum of a part of the PNG (${type}) is wrong.`)
    }
    const chunk = { type, start, end, data: image.subarray(start + 8, end - 4) }
    if (header === undefined) {
      const read = readHeader(chunk, bounds)
      if ('problem' in read) return read
      header = read
    } else if (type === 'IHDR') return malformed('The PNG has two headers.')
    chunks.push(chunk)
    if (type === 'IEND') {
      if (length !== 0) return malformed('The end of the PNG is not empty.')
      if (!chunks.some(({ type }) => type === 'IDAT')) return malformed('The PNG has no picture.')
      return { ...header, chunks, end }
    }
    start = end
  }
  return imageProblem('truncated', 'The PNG ends before its end: a part of the file is missing.')
}
