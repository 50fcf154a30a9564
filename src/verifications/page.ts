import { Parser } from 'htmlparser2'
import { isObject, kindOf } from '../credentials/index.ts'
import { isOpenBadge2, type Presented, presentedText } from '../verification/index.ts'

/** How much of a page is read: what leads to a credential stands near its beginning. */
const PAGE_CHARACTERS = 1024 * 1024
/** A parser of HTML takes time in the square of the depth; no page is made so deep. */
const MAX_DEPTH = 1_000
/** How much is parsed before the depth is looked at again. */
const PIECE = 16 * 1024
/** More of a kind are not of one credential. */
const MAX_LINKS = 20

/** What a page has to do with credentials. */
export type Page = {
  /** Those that stand in the page itself. */
  embedded: Presented[]
  /** Absolute addresses of what may be one, the likeliest first. */
  links: string[]
}

const DOCUMENT_TYPE = /^application\/(vc|vc\+jwt|jwt|([\w.-]+\+)?json)$/i
const IMAGE_TYPE = /^image\/(png|svg\+xml)$/i

/** How likely a link is one to a credential; the further down, the less. */
const RANKS = ['vc', 'alternate', 'typed', 'named', 'meta-image', 'image'] as const
type Rank = (typeof RANKS)[number]

type Attributes = Record<string, string>

/** Whether a text may be a page: HTML, and not JSON, say. */
export function isPage(text: string): boolean {
  return text.trimStart().startsWith('<')
}

/**
 * Reads what a page (HTML) holds of credentials and where it leads to some: scripts with JSON or
 * JSON-LD in them, links to an alternate form, links to a document or a picture. Nothing of it is
 * fetched, and no script runs. What it is that a link leads to, only its content says.
 *
 * @param address Where the page lies, for the links in it that are relative.
 */
export function readPage(html: string, address: string): Page {
  const embedded: Presented[] = []
  const found: { rank: Rank; href: string }[] = []
  let base = address
  let depth = 0
  let script: string | null = null

  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1
      const { href } = attributes
      if (name === 'base' && href !== undefined) base = URL.parse(href, address)?.href ?? base
      if (name === 'script') script = isDocumentType(attributes.type) ? '' : null
      const link = linkIn(name, attributes)
      if (link !== null) found.push(link)
    },
    ontext(text) {
      if (script !== null) script += text
    },
    onclosetag(name) {
      depth -= 1
      if (name !== 'script' || script === null) return
      const one = credentialIn(script)
      if (one !== null) embedded.push(one)
      script = null
    },
  })
  const end = Math.min(html.length, PAGE_CHARACTERS)
  for (let at = 0; at < end && depth <= MAX_DEPTH; at += PIECE) {
    parser.write(html.slice(at, Math.min(at + PIECE, end)))
  }
  const sorted = RANKS.flatMap((rank) =>
    found.filter((link) => link.rank === rank).slice(0, MAX_LINKS),
  )
  const links = sorted.map(({ href }) => URL.parse(href, base))
  const urls = links.filter((url) => url !== null && /^https?:$/.test(url.protocol))
  return { embedded, links: [...new Set(urls.map((url) => withoutFragment(url as URL)))] }
}

function linkIn(name: string, attributes: Attributes): { rank: Rank; href: string } | null {
  const { href, type, rel = '', src, property, content } = attributes
  if (name === 'link' && href !== undefined && /\balternate\b/i.test(rel)) {
    if (type !== undefined && /\/(vc\b|jwt$)/i.test(type)) return { rank: 'vc', href }
    if (isDocumentType(type)) return { rank: 'alternate', href }
    return IMAGE_TYPE.test(type ?? '') ? { rank: 'image', href } : null
  }
  if (name === 'a' && href !== undefined) {
    if (isDocumentType(type)) return { rank: 'typed', href }
    if (/\.(json|jsonld|jwt)$/i.test(href.split(/[?#]/, 1)[0] ?? '')) return { rank: 'named', href }
  }
  if (name === 'meta' && property === 'og:image' && content !== undefined) {
    return { rank: 'meta-image', href: content }
  }
  return name === 'img' && src !== undefined ? { rank: 'image', href: src } : null
}

function isDocumentType(type: string | undefined): boolean {
  return DOCUMENT_TYPE.test(type?.split(';', 1)[0]?.trim() ?? '')
}

/** The credential in a script; null for other data, which many pages hold for search engines. */
function credentialIn(text: string): Presented | null {
  const found = presentedText(text)
  if (found === null || 'jwt' in found) return found
  return isObject(found.credential) && isCredential(found.credential) ? found : null
}

/** Whether a document says that it is a credential or a presentation, of whatever version. */
export function isCredential(document: unknown): boolean {
  return kindOf(document) !== null || isOpenBadge2(document)
}

function withoutFragment(url: URL): string {
  url.hash = ''
  return url.href
}
