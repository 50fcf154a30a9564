import { renderPage, STYLE_SOURCE } from './templates.ts'
import { WORDS } from './words.ts'

/** A page, ready to be sent. */
export type PageAnswer = {
  status: number
  html: string
  /** Its media type, its policies and how it may be kept. */
  headers: Record<string, string>
}

/**
 * What a page may do: show its own style and pictures of ours, nothing else. No script runs, nothing
 * is asked of anybody else, nobody frames it.
 */
const POLICY = [
  "default-src 'none'",
  `style-src ${STYLE_SOURCE}`,
  "img-src 'self' data:",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
}

/** How a page may be kept: shown again only after it was asked for again, or not at all. */
export const KEEPING = { asked: 'private, no-cache', not: 'no-store' }

/**
 * Renders a page with what all pages have.
 *
 * @param keeping one of {@link KEEPING}
 */
export function pageAnswer(
  status: number,
  template: string,
  data: object,
  keeping: string = KEEPING.not,
): PageAnswer {
  return {
    status,
    html: renderPage(template, { ...data, w: WORDS }),
    headers: { ...HEADERS, 'cache-control': keeping },
  }
}
