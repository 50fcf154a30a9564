import { createInflate } from 'node:zlib'
import { IMAGE_BOUNDS, type ImageBounds } from './bounds.ts'
import { type PngChunk, type PngDocument, readPng } from './png.ts'
import { rowsOf } from './png-rows.ts'
import { type ImageProblem, imageProblem } from './problem.ts'

const LAST_FILTER = 4
const AT_ONCE = 256 * 1024

const malformed = (detail: string) => imageProblem('malformed', detail)

/**
 * Inflates piece by piece, so that what comes out is never in memory as a whole.
 *
 * @param take Told of each piece; inflating ends when it says false.
 * @returns Whether the stream was whole, checksum included, and taken to its end.
 */
async function inflate(data: Uint8Array, take: (piece: Uint8Array) => boolean): Promise<boolean> {
  const stream = createInflate({ chunkSize: AT_ONCE })
  stream.end(data)
  try {
    for await (const piece of stream) if (!take(piece as Uint8Array)) return false
    return true
  } catch {
    return false
  }
}

/** The starts of all rows, as offsets in the pixel data, and last its length. */
function* rowStarts(png: PngDocument): Generator<number> {
  let at = 0
  for (const { rows, bytes } of rowsOf(png)) {
    for (let row = 0; row < rows; row += 1) {
      yield at
      at += bytes
    }
  }
  yield at
}

async function pixelProblem(png: PngDocument): Promise<ImageProblem | null> {
  const parts = png.chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)
  const starts = [...rowStarts(png)]
  const length = starts.pop() as number
  let next = 0
  let done = 0
  let problem: ImageProblem | null = null
  const whole = await inflate(Buffer.concat(parts), (piece) => {
    for (let at = starts[next]; at !== undefined && at < done + piece.length; at = starts[next]) {
      if ((piece[at - done] as number) > LAST_FILTER) {
        problem = malformed('A row of the PNG names a filter that does not exist.')
        return false
      }
      next += 1
    }
    done += piece.length
    if (done > length) problem = malformed('The PNG holds more pixels than its header says.')
    return problem === null
  })
  if (problem !== null) return problem
  if (!whole) return malformed('The pixels of the PNG cannot be decoded.')
  return done < length ? malformed('The PNG holds fewer pixels than its header says.') : null
}

/** What is compressed in a text or a colour profile (PNG, sections 11.3.2.3 and 11.3.3). */
function compressedPart({ type, data }: PngChunk): Uint8Array | null {
  const keywordEnd = data.indexOf(0)
  if (keywordEnd < 0) return null
  if (type === 'zTXt' || type === 'iCCP') return data.subarray(keywordEnd + 2)
  if (type !== 'iTXt' || data[keywordEnd + 1] === 0) return null
  const languageEnd = data.indexOf(0, keywordEnd + 3)
  const translatedEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1)
  return translatedEnd < 0 ? null : data.subarray(translatedEnd + 1)
}

async function expansionProblem(
  png: PngDocument,
  bounds: ImageBounds,
): Promise<ImageProblem | null> {
  let left = bounds.expandedBytes
  for (const chunk of png.chunks) {
    const compressed = compressedPart(chunk)
    if (compressed === null) continue
    // A part that is broken is passed over, as browsers do: the picture does not need it.
    await inflate(compressed, (piece) => {
      left -= piece.length
      return left >= 0
    })
    if (left < 0) {
      const most = `${bounds.expandedBytes} bytes`
      const detail = `The texts and the colour profile of the PNG expand to more than ${most}.`
      return imageProblem('too-much-text', detail)
    }
  }
  return null
}

/**
 * Checks what is compressed in a PNG, after `checkImage`: its pixels are exactly as many as the
 * header says, each row with a filter that exists (PNG, sections 7 to 10), and texts and colour
 * profile stay within the bounds. A bomb costs no more than a picture of its dimensions, and all is
 * gone through in small pieces; the inflating is done in threads of Node.js, the waiting is not.
 *
 * @param bounds What differs from {@link IMAGE_BOUNDS}.
 * @returns The first problem, null when there is none. Never rejects.
 */
export async function checkPngData(
  image: Uint8Array,
  bounds: Partial<ImageBounds> = {},
): Promise<ImageProblem | null> {
  const all = { ...IMAGE_BOUNDS, ...bounds }
  const png = readPng(image, all)
  if ('problem' in png) return png
  return (await expansionProblem(png, all)) ?? (await pixelProblem(png))
}
