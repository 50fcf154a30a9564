import type { DOMPurify } from 'dompurify'
import { ALLOWED_ATTRIBUTES, ALLOWED_ELEMENTS, SVG_NAMESPACE } from './allow-list.ts'
import { isAllowedAttribute } from './inspect.ts'
import { isOwnCss } from './references.ts'

const configuration = {
  PARSER_MEDIA_TYPE: 'application/xhtml+xml' as const,
  NAMESPACE: SVG_NAMESPACE,
  ALLOWED_TAGS: [...ALLOWED_ELEMENTS, '#text'],
  ALLOWED_ATTR: [...ALLOWED_ATTRIBUTES, 'xmlns', 'xmlns:xlink'],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  KEEP_CONTENT: false,
}

async function load(): Promise<DOMPurify> {
  // Together they take half a second and 40 MB to load: only who cleans pays for them.
  const [{ default: createPurifier }, { JSDOM }] = await Promise.all([
    import('dompurify'),
    import('jsdom'),
  ])
  const purifier = createPurifier(new JSDOM('').window)
  if (!purifier.isSupported) throw new Error('The SVG sanitiser does not work on this platform.')
  purifier.addHook('uponSanitizeAttribute', (node, attribute) => {
    const { attrName, attrValue } = attribute
    if (!isAllowedAttribute(node.nodeName, attrName, attrValue)) attribute.keepAttr = false
  })
  purifier.addHook('uponSanitizeElement', (node, { tagName }) => {
    if (tagName === 'style' && !isOwnCss(node.textContent ?? '')) node.textContent = ''
  })
  return purifier
}

let purifier: Promise<DOMPurify> | undefined

/**
 * The markup of an SVG without whatever is not on the allow-list, by DOMPurify on jsdom (the DOM
 * its authors recommend on servers); empty when nothing is left. The first call loads both.
 */
export async function purified(markup: string): Promise<string> {
  purifier ??= load()
  return (await purifier).sanitize(markup, configuration)
}
