import { IMAGE_BOUNDS, type ImageBounds } from '../bounds.ts'
import { type ImageProblem, imageProblem } from '../problem.ts'
import { readSvg, type SvgDocument, type SvgElement } from '../svg.ts'
import { tagName } from '../xml-tokens.ts'
import {
  type Baked,
  type BakePayload,
  type BakeVersion,
  bakedFrom,
  isBakeable,
  isCompactJws,
  parsedObject,
} from './payload.ts'
import { attributeText, type Edit, edited, findAttribute, jsonForCdata } from './svg-markup.ts'

const carriers = {
  2: { namespace: 'http://openbadges.org', name: 'assertion' },
  3: { namespace: 'https://purl.imsglobal.org/ob/v3p0', name: 'credential' },
} as const

/** Bakers in the wild write the namespace of Open Badges 2.0 in these ways. */
const namespacesOf2 = ['http://openbadges.org', 'http://openbadges.org/', 'https://openbadges.org']

function isBaked({ element }: SvgElement, version: BakeVersion): boolean {
  const { namespace, name } = carriers[version]
  const given = element.namespaceURI ?? ''
  if (element.localName !== name) return false
  return version === 2 ? namespacesOf2.includes(given) : given === namespace
}

/** The `verify` attribute and the content of the element that carries the credential. */
function carried(payload: BakePayload, version: BakeVersion): [string, string] | ImageProblem {
  if ('jwt' in payload) return [` verify="${attributeText(payload.jwt)}"`, '']
  const content = `<![CDATA[${jsonForCdata(payload.credential)}]]>`
  if (version === 3) return ['', content]
  const id = parsedObject(payload.credential)?.id
  if (typeof id === 'string' && /^[!-~]+$/.test(id) && URL.canParse(id)) {
    return [` verify="${attributeText(id)}"`, content]
  }
  const detail = 'An Open Badges 2.0 assertion needs a URL as its id to be baked.'
  return imageProblem('not-a-credential', detail)
}

/** How the prefix `openbadges` comes to stand for the namespace: on the root, as the standard says. */
function declaration(svg: SvgDocument, version: BakeVersion): { edits: Edit[]; own: string } {
  const { namespace } = carriers[version]
  const { root, text } = svg
  const attribute = `xmlns:openbadges="${namespace}"`
  const place = findAttribute(text, root, 'xmlns:openbadges')
  if (!place) {
    const at = root.start + 1 + tagName(text, root).length
    return { edits: [{ start: at, end: at, text: ` ${attribute}` }], own: '' }
  }
  const bound = root.element.getAttribute('xmlns:openbadges') ?? ''
  if (bound === namespace) return { edits: [], own: '' }
  if (bound === carriers[3].namespace || namespacesOf2.includes(bound)) {
    return { edits: [{ ...place, text: `"${namespace}"` }], own: '' }
  }
  return { edits: [], own: ` ${attribute}` }
}

/** What was baked in before, outermost elements only. */
function earlier(svg: SvgDocument): SvgElement[] {
  let end = 0
  return svg.elements.filter((one) => {
    if (one.start < end || one === svg.root || !(isBaked(one, 2) || isBaked(one, 3))) return false
    end = one.end
    return true
  })
}

/**
 * Bakes a credential into an SVG: `<openbadges:credential>` as the first child of the root, the JSON
 * in a CDATA section or the JWT in its attribute `verify` (Open Badges 3.0, section 5.3.2); for
 * version 2 `<openbadges:assertion verify="...">` (Open Badges 2.0 Baking). Whatever was baked in
 * before, of either version, goes; every other character of the file stays as it is. Of the JSON
 * the value stays the same, and each byte but for characters that XML cannot carry.
 *
 * @param options.version 2 for an Open Badges 2.0 assertion, whose `id` goes into `verify`.
 * @param options.bounds What differs from {@link IMAGE_BOUNDS}.
 * @returns The bytes of the new SVG, or the problem with image or payload. Never throws.
 */
export function bakeSvg(
  image: Uint8Array,
  payload: BakePayload,
  options: { version?: BakeVersion; bounds?: Partial<ImageBounds> } = {},
): Uint8Array | ImageProblem {
  const { version = 3 } = options
  const bounds = { ...IMAGE_BOUNDS, ...options.bounds }
  const { elements, attributes } = bounds
  // Room for what is added, so that the result can be read within the same bounds.
  const room = { ...bounds, elements: elements - 1, attributes: attributes - 1 }
  const svg = readSvg(image, room)
  if ('problem' in svg) return svg
  if (!isBakeable(payload)) {
    const detail = 'What is to be baked is neither the JSON of a credential nor a compact JWS.'
    return imageProblem('not-a-credential', detail)
  }
  const carrying = carried(payload, version)
  if ('problem' in carrying) return carrying
  const [verify, content] = carrying
  const { edits, own } = declaration(svg, version)
  const name = `openbadges:${carriers[version].name}`
  const element = `<${name}${own}${verify}>${content}</${name}>`
  const { root, text } = svg
  if (root.empty) {
    const whole = `>${element}</${tagName(text, root)}>`
    edits.push({ start: root.tagEnd - 2, end: root.tagEnd, text: whole })
  } else {
    edits.push({ start: root.tagEnd, end: root.tagEnd, text: element })
    for (const { start, end } of earlier(svg)) edits.push({ start, end, text: '' })
  }
  const baked = Buffer.from(edited(text, edits))
  if (baked.length <= bounds.svgBytes) return baked
  const detail = `With the credential the SVG would have more than ${bounds.svgBytes} bytes.`
  return imageProblem('too-large', detail)
}

function bakedIn({ element }: SvgElement, version: BakeVersion): Baked | null {
  const verify = element.getAttribute('verify')?.trim() ?? ''
  if (isCompactJws(verify)) return bakedFrom(verify, version)
  return bakedFrom(element.textContent ?? '', version) ?? bakedFrom(verify, version)
}

/**
 * Takes the credential out of a baked SVG (Open Badges 3.0, section 5.3.2.2), else the assertion of
 * Open Badges 2.0, wherever in the document it stands: the JWS in `verify`, else the JSON inside,
 * else (2.0) the URL in `verify`. Nothing is verified.
 *
 * @param bounds What differs from {@link IMAGE_BOUNDS}.
 * @returns What was baked in, or the problem: `no-credential` and `several-credentials` among them.
 *   Never throws.
 */
export function unbakeSvg(
  image: Uint8Array,
  bounds: Partial<ImageBounds> = {},
): Baked | ImageProblem {
  const svg = readSvg(image, { ...IMAGE_BOUNDS, ...bounds })
  if ('problem' in svg) return svg
  for (const version of [3, 2] as const) {
    const [found, another] = svg.elements.filter((one) => isBaked(one, version))
    if (!found) continue
    if (another) {
      return imageProblem('several-credentials', 'More than one credential is baked into the SVG.')
    }
    const baked = bakedIn(found, version)
    if (baked) return baked
    return imageProblem('not-a-credential', 'What is baked into the SVG is not a credential.')
  }
  return imageProblem('no-credential', 'No credential is baked into the SVG.')
}
