import { IMAGE_BOUNDS, type ImageBounds } from '../bounds.ts'
import { type PngChunk, readPng, TEXT_CHUNKS } from '../png.ts'
import { type ImageProblem, imageProblem } from '../problem.ts'
import { type Baked, type BakePayload, type BakeVersion, bakedFrom, isBakeable } from './payload.ts'
import { itxtChunk, keywordOf, textOfItxt, textOfText } from './png-text.ts'

const keywords = { 2: 'openbadges', 3: 'openbadgecredential' } as const

function isBaked(chunk: PngChunk, version: BakeVersion): boolean {
  return TEXT_CHUNKS.includes(chunk.type) && keywordOf(chunk.data) === keywords[version]
}

/**
 * Bakes a credential into a PNG: one uncompressed iTXt chunk right behind the header, keyword
 * `openbadgecredential` (Open Badges 3.0, section 5.3.1), or `openbadges` for version 2 (Open Badges
 * 2.0 Baking). Whatever was baked in before, of either version, goes; every other byte of the file
 * stays as it is.
 *
 * @param options.version 2 for an Open Badges 2.0 assertion.
 * @param options.bounds What differs from {@link IMAGE_BOUNDS}.
 * @returns The bytes of the new PNG, or the problem with image or payload. Never throws.
 */
export function bakePng(
  image: Uint8Array,
  payload: BakePayload,
  options: { version?: BakeVersion; bounds?: Partial<ImageBounds> } = {},
): Uint8Array | ImageProblem {
  const { version = 3 } = options
  const bounds = { ...IMAGE_BOUNDS, ...options.bounds }
  const png = readPng(image, { ...bounds, chunks: bounds.chunks - 1 })
  if ('problem' in png) return png
  const text = 'jwt' in payload ? payload.jwt : payload.credential
  const earlier = png.chunks.filter((one) => isBaked(one, 2) || isBaked(one, 3))
  const going = new Set(earlier)
  const kept = png.chunks.filter((one) => TEXT_CHUNKS.includes(one.type) && !going.has(one))
  const room = kept.reduce((left, { data }) => left - data.length, bounds.textBytes - 100)
  if (text.length > room || Buffer.byteLength(text) > room) {
    const detail = `With the credential the PNG would hold more than ${bounds.textBytes} bytes of text.`
    return imageProblem('too-much-text', detail)
  }
  if (!isBakeable(payload)) {
    const detail = 'What is to be baked is neither the JSON of a credential nor a compact JWS.'
    return imageProblem('not-a-credential', detail)
  }
  const chunk = itxtChunk(keywords[version], text)
  const pieces: Uint8Array[] = []
  let from = 0
  for (const { start, end } of earlier) {
    pieces.push(image.subarray(from, start))
    from = end
  }
  pieces.push(image.subarray(from))
  const without = Buffer.concat(pieces)
  const header = png.chunks[0]?.end ?? 0
  if (without.length + chunk.length > bounds.pngBytes) {
    const detail = `With the credential the PNG would have more than ${bounds.pngBytes} bytes.`
    return imageProblem('too-large', detail)
  }
  return Buffer.concat([without.subarray(0, header), chunk, without.subarray(header)])
}

/**
 * Takes the credential out of a baked PNG (Open Badges 3.0, section 5.3.1.2). Read are iTXt chunks,
 * compressed or not, with the keyword `openbadgecredential`; failing these, `openbadges` of Open
 * Badges 2.0, also as a tEXt chunk, where older bakers put the URL of the assertion. Only that part
 * of the file which a picture consists of is looked at, and nothing is verified.
 *
 * @param bounds What differs from {@link IMAGE_BOUNDS}.
 * @returns What was baked in, or the problem: `no-credential` and `several-credentials` among them.
 *   Never throws.
 */
export function unbakePng(
  image: Uint8Array,
  bounds: Partial<ImageBounds> = {},
): Baked | ImageProblem {
  const all = { ...IMAGE_BOUNDS, ...bounds }
  const png = readPng(image, all)
  if ('problem' in png) return png
  for (const version of [3, 2] as const) {
    const [chunk, another] = png.chunks.filter((one) => isBaked(one, version))
    if (!chunk) continue
    if (another) {
      return imageProblem('several-credentials', 'More than one credential is baked into the PNG.')
    }
    const text =
      chunk.type === 'iTXt' ? textOfItxt(chunk.data, all.textBytes) : textOfText(chunk.data)
    const readable = chunk.type !== 'zTXt' && text !== null
    const baked = readable ? bakedFrom(text, version) : null
    if (baked) return baked
    return imageProblem('not-a-credential', 'What is baked into the PNG is not a credential.')
  }
  return imageProblem('no-credential', 'No credential is baked into the PNG.')
}
