import type { Attr } from '@xmldom/xmldom'
import { IMAGE_BOUNDS, type ImageBounds } from '../bounds.ts'
import { type ImageProblem, imageProblem } from '../problem.ts'
import { readSvg, type SvgDocument } from '../svg.ts'
import { xmlTokens } from '../xml-tokens.ts'
import {
  ALLOWED_ATTRIBUTES,
  ALLOWED_ELEMENTS,
  HREFS,
  SVG_NAMESPACE,
  WORDED_ATTRIBUTES,
  XLINK_NAMESPACE,
} from './allow-list.ts'
import { drawingCost } from './drawing-cost.ts'
import { isOwnCss, isOwnHref } from './references.ts'

const elementNames = new Set(ALLOWED_ELEMENTS)
const attributeNames = new Set(ALLOWED_ATTRIBUTES)

/** Whether an attribute may stand on an element of a harmless SVG. */
export function isAllowedAttribute(element: string, name: string, value: string): boolean {
  if (name === 'xmlns') return value === SVG_NAMESPACE
  if (name === 'xmlns:xlink') return value === XLINK_NAMESPACE
  if (!attributeNames.has(name)) return false
  if (HREFS.includes(name)) return isOwnHref(element, value)
  return WORDED_ATTRIBUTES.includes(name) || isOwnCss(value)
}

const unsafe = (detail: string) => imageProblem('unsafe', detail)

function elementProblem({ element }: SvgDocument['elements'][number]): ImageProblem | null {
  const name = element.nodeName
  if (element.namespaceURI !== SVG_NAMESPACE || !elementNames.has(name)) {
    return unsafe('The SVG has an element that a still picture does not need.')
  }
  const allowed = (one: Attr) => isAllowedAttribute(name, one.name, one.value)
  if (!Array.from(element.attributes).every(allowed)) {
    return unsafe('The SVG has an attribute that could act, or reach outside of the picture.')
  }
  if (name === 'style' && !isOwnCss(element.textContent ?? '')) {
    return unsafe('The style sheet of the SVG reaches outside of the picture.')
  }
  return null
}

/**
 * The proof that an SVG is a harmless still picture, made by reading it afresh with another parser
 * than the one it was cleaned with: only elements and attributes of the allow-list, no comments,
 * instructions or document types, no reference to anything outside, and not more to draw than five
 * times the elements it may have.
 *
 * @returns The first problem; null when there is none. Never throws.
 */
export function inspectSvg(
  svgText: string,
  bounds: ImageBounds = IMAGE_BOUNDS,
): ImageProblem | null {
  const svg = readSvg(Buffer.from(svgText), bounds)
  if ('problem' in svg) return svg
  for (const token of xmlTokens(svg.text)) {
    if (!token || ['comment', 'instruction', 'doctype'].includes(token.kind)) {
      return unsafe('The SVG has parts that do not belong to the picture.')
    }
  }
  for (const one of svg.elements) {
    const problem = elementProblem(one)
    if (problem) return problem
  }
  const most = bounds.elements * 5
  const elements = svg.elements.map(({ element }) => element)
  if (drawingCost(elements, most) > most) {
    const detail = 'The SVG uses its parts over and over, too often to be drawn.'
    return imageProblem('too-complex', detail)
  }
  return null
}
