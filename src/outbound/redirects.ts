import type { IncomingMessage } from 'node:http'
import { OutboundError } from './error.ts'
import type { OutboundResponse } from './response.ts'
import { parseUrl } from './url-policy.ts'

const maxRedirects = 3
const redirectStatuses = new Set([301, 302, 303, 307, 308])

/** An answer on the way: where it redirects to, if it does. */
export type Hop = { location: string | undefined; response: OutboundResponse }

/** Where an answer redirects to; a redirect status without `Location` is none. */
export const locationOf = ({ statusCode = 0, headers }: IncomingMessage): string | undefined =>
  redirectStatuses.has(statusCode) ? headers.location : undefined

/**
 * Follows redirects hop by hop, so that each target passes the same door as the first URL.
 *
 * @param start the first URL.
 * @param visit judges and fetches one URL, without following redirects itself; the bodies of
 *   redirects are not read.
 * @returns the first answer that is no redirect, with those that led to it.
 * @throws OutboundError `redirect` after three redirects, for a circle, or when one leads to no
 *   URL; whatever `visit` throws.
 */
export const followRedirects = async (
  start: URL,
  visit: (url: URL) => Promise<Hop>,
): Promise<OutboundResponse> => {
  let url = start
  const seen = new Set<string>()
  const redirects: OutboundResponse['redirects'] = []
  for (;;) {
    seen.add(url.href)
    const { location, response } = await visit(url)
    if (location === undefined) return { ...response, redirects }
    redirects.push({ status: response.status, headers: response.headers })
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
