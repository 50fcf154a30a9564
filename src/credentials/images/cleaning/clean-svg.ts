import { IMAGE_BOUNDS, type ImageBounds } from '../bounds.ts'
import { type ImageProblem, imageProblem } from '../problem.ts'
import { readSvg, type SvgDocument } from '../svg.ts'
import { xmlTokens } from '../xml-tokens.ts'
import { inspectSvg } from './inspect.ts'
import { purified } from './purifier.ts'

/**
 * The markup of the root without comments and instructions, and with CDATA sections, which the
 * library drops, written as text.
 */
function rootMarkup({ text, root }: SvgDocument): string {
  const pieces: string[] = []
  for (const token of xmlTokens(text.slice(root.start, root.end))) {
    if (!token) break
    const piece = text.slice(root.start + token.start, root.start + token.end)
    if (token.kind === 'comment' || token.kind === 'instruction') continue
    pieces.push(token.kind === 'cdata' ? escaped(piece.slice(9, -3)) : piece)
  }
  return pieces.join('')
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/**
 * Makes an SVG harmless: removed are scripts, event handlers, animation, foreign content, links and
 * references to anything outside (`href`, `url()`, `@import`; raster images in place stay), comments,
 * the document type, metadata, and what was baked in. Refused are documents that declare entities,
 * are not well-formed, go beyond the bounds, or draw their own parts over and over.
 *
 * A sanitising library does the removing; its result is then read afresh by another parser, and a
 * result that is not provably harmless is refused. Cleaning what is clean changes nothing.
 *
 * @param svg The text of the SVG.
 * @param bounds What differs from {@link IMAGE_BOUNDS}. Cleaning blocks for up to about
 *   a second at 5,000 elements; lower `elements` where that is too long.
 * @returns The text of the clean SVG, or the problem. Rejects only when the library cannot be loaded.
 */
export async function cleanSvg(
  svg: string,
  bounds: Partial<ImageBounds> = {},
): Promise<string | ImageProblem> {
  const all = { ...IMAGE_BOUNDS, ...bounds }
  if (svg.length > all.svgBytes) {
    return imageProblem('too-large', `The SVG has more than ${all.svgBytes} bytes.`)
  }
  const document = readSvg(Buffer.from(svg), all)
  if ('problem' in document) return document
  const { prefix } = document.root.element
  if (prefix) {
    const detail = `The SVG names its elements with a prefix (${prefix}:svg); the SVG namespace has to be the default one.`
    return imageProblem('unsafe', detail)
  }
  const clean = await purified(rootMarkup(document))
  if (clean === '') return imageProblem('unsafe', 'Nothing harmless is left of the SVG.')
  return inspectSvg(clean, all) ?? clean
}
