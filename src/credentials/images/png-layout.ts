import type { PngDocument } from './png.ts'
import { type ImageProblem, imageProblem } from './problem.ts'

const CRITICAL = ['IHDR', 'PLTE', 'IDAT', 'IEND']
const INDEXED_COLOUR = 3

const malformed = (detail: string) => imageProblem('malformed', detail)

/**
 * What keeps every decoder from showing a PNG whose chunks are whole (PNG, section 5.4 to 5.6): a
 * critical chunk that nobody knows, pixel data in several places, a palette that is missing, late or
 * of no possible length. Null when there is nothing.
 */
export function layoutProblem(png: PngDocument): ImageProblem | null {
  const types = png.chunks.map(({ type }) => type)
  // A capital first letter says: who does not know this part cannot show the picture.
  const unknown = types.find((type) => /^[A-Z]/.test(type) && !CRITICAL.includes(type))
  if (unknown !== undefined) {
    return malformed(`The PNG has a part (${unknown}) that no browser knows and all would need to.`)
  }
  const first = types.indexOf('IDAT')
  const last = types.lastIndexOf('IDAT')
  if (types.slice(first, last).some((type) => type !== 'IDAT')) {
    return malformed('The pixels of the PNG do not stand in one place.')
  }
  const palettes = png.chunks.filter(({ type }) => type === 'PLTE')
  const [palette] = palettes
  if (palette === undefined) {
    return png.colourType === INDEXED_COLOUR ? malformed('The PNG lacks its palette.') : null
  }
  const { length } = palette.data
  const possible = length > 0 && length <= 3 * 256 && length % 3 === 0
  if (palettes.length > 1 || types.indexOf('PLTE') > first || !possible) {
    return malformed('The palette of the PNG is not one.')
  }
  return null
}
