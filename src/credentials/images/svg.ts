import { DOMParser, type Element, type Node } from '@xmldom/xmldom'
import type { ImageBounds } from './bounds.ts'
import { type ImageProblem, imageProblem } from './problem.ts'
import { tagName, type XmlToken, xmlTokens } from './xml-tokens.ts'

/**
 * An element of an SVG and where it stands in the text: its start tag is `start` to `tagEnd`, the
 * whole of it `start` to `end`. `empty` is one written as a single tag.
 */
export type SvgElement = {
  element: Element
  start: number
  tagEnd: number
  end: number
  empty: boolean
}

/** An SVG: its text (byte order mark included) and its elements in document order, root first. */
export type SvgDocument = { text: string; root: SvgElement; elements: SvgElement[] }

type Place = Omit<SvgElement, 'element'>

const malformed = (detail = 'The SVG is not well-formed XML.') => imageProblem('malformed', detail)

function decode(image: Uint8Array): string | ImageProblem {
  const wrong = () => imageProblem('unsupported-encoding', 'The SVG is not written in UTF-8.')
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(image)
    const declared = /^\ufeff?<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]
    return declared === undefined || declared.toLowerCase() === 'utf-8' ? text : wrong()
  } catch {
    return wrong()
  }
}

/** The elements' places, as long as the document stays within the bounds and is balanced. */
function places(text: string, bounds: ImageBounds): Place[] | ImageProblem {
  const found: Place[] = []
  const open: Place[] = []
  const tooComplex = (what: string) => imageProblem('too-complex', `The SVG has ${what}.`)
  const enter = (token: XmlToken) => {
    const { start, end } = token
    const place = { start, tagEnd: end, end, empty: token.kind === 'empty' }
    found.push(place)
    if (token.kind === 'open') open.push(place)
  }
  let pieces = 0
  for (const token of xmlTokens(text)) {
    if (!token) return malformed()
    pieces += 1
    if (pieces > bounds.elements * 8) return tooComplex('too many small parts')
    if (token.kind === 'doctype' && text.slice(token.start, token.end).includes('[')) {
      const detail = 'The SVG declares entities or other things of its own in a document type.'
      return imageProblem('document-type', detail)
    }
    if (token.attributes > bounds.attributes) {
      return tooComplex(`an element with more than ${bounds.attributes} attributes`)
    }
    if (token.kind === 'open' || token.kind === 'empty') enter(token)
    if (found.length > bounds.elements) return tooComplex(`more than ${bounds.elements} elements`)
    if (open.length > bounds.depth)
      return tooComplex(`more than ${bounds.depth} levels of elements`)
    if (token.kind === 'close') {
      const place = open.pop()
      if (!place) return malformed()
      place.end = token.end
    }
  }
  return open.length > 0 ? malformed() : found
}

/** The root element, when the text is well-formed XML with namespaces. */
function parse(text: string): Element | null {
  const parser = new DOMParser({
    locator: false,
    // XML 1.0, section 2.11: the parser's default also turns U+0085, U+2028 and U+2029 into line
    // feeds, which XML 1.1 wants and which would change a credential's text.
    normalizeLineEndings: (source) => source.replace(/\r\n?/g, '\n'),
    onError: (_level, message) => {
      throw new Error(message)
    },
  })
  try {
    return parser.parseFromString(text.replace(/^\ufeff/, ''), 'application/xml').documentElement
  } catch {
    return null
  }
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1
}

/** The elements of a tree in document order. */
function* elementsOf(root: Element): Generator<Element> {
  let node: Node | null = root
  while (node) {
    if (isElement(node)) yield node
    let next: Node | null = node.firstChild
    for (let from: Node | null = node; !next && from && from !== root; from = from.parentNode) {
      next = from.nextSibling
    }
    node = next
  }
}

/**
 * Reads an SVG: UTF-8 only, bounded in bytes, elements, depth and attributes before any parser sees
 * it, and without a document type that declares anything (entities, for one). A bare document type,
 * which many drawing programs write, is let pass: nothing of it is ever fetched.
 *
 * Never throws; the answer is the document or the first problem.
 */
export function readSvg(image: Uint8Array, bounds: ImageBounds): SvgDocument | ImageProblem {
  if (image.length > bounds.svgBytes) {
    return imageProblem('too-large', `The SVG has more than ${bounds.svgBytes} bytes.`)
  }
  const text = decode(image)
  if (typeof text !== 'string') return text
  const found = places(text, bounds)
  if ('problem' in found) return found
  if (found.length === 0) return imageProblem('not-an-image', 'The file is not an SVG.')
  const rootElement = parse(text)
  if (!rootElement) return malformed()
  if (rootElement.localName !== 'svg') {
    return imageProblem('not-an-image', 'The file is XML, but not an SVG.')
  }
  const elements: SvgElement[] = []
  for (const element of elementsOf(rootElement)) {
    const place = found[elements.length]
    if (!place || tagName(text, place) !== element.nodeName) return malformed()
    elements.push({ element, ...place })
  }
  const [root] = elements
  if (!root || elements.length !== found.length) return malformed()
  return { text, root, elements }
}
