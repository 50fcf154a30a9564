import type { IncomingMessage } from 'node:http'
import { OutboundError } from './error.ts'
import { parseUrl } from './url-policy.ts'

const maxRedirects = 3
const redirectStatuses = new Set([301, 302, 303, 307, 308])

/**
 * Follows redirects hop by hop, so that each target passes the same door as the first URL.
 *
 * @param start the first URL.
 * @param request judges and fetches one URL, without following redirects itself; the bodies of
 *   redirects are not read.
 * @returns the first answer that is no redirect (a redirect status without `Location` is none).
 * @throws OutboundError `redirect` after three redirects, for a circle, or when one leads to no
 *   URL; whatever `request` throws.
 */
export const followRedirects = async (
  start: URL,
  request: (url: URL) => Promise<IncomingMessage>,
): Promise<IncomingMessage> => {
  let url = start
  const seen = new Set<string>()
  for (;;) {
    seen.add(url.href)
    const response = await request(url)
    const { location } = response.headers
    if (!redirectStatuses.has(response.statusCode ?? 0) || location === undefined) return response
    response.destroy()
    const next = redirectTarget(location, url)
    if (seen.has(next.href)) {
      throw new OutboundError('redirect', `${next.host} redirects in a circle.`)
    }
    if (seen.size > maxRedirects) {
      throw new OutboundError('redirect', `${url.host} redirects more than ${maxRedirects} times.`)
    }
    url = next
  }
}

const redirectTarget = (location: string, base: URL): URL => {
  try {
    return parseUrl(location, base)
  } catch {
    throw new OutboundError('redirect', `${base.host} redirects to something that is no URL.`)
  }
}
