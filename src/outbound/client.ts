import { lookup as dnsLookup } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import { acceptedEncoding, readBody } from './body.ts'
import { OutboundError } from './error.ts'
import { outboundErrorFrom } from './failure.ts'
import { guardLookup } from './guarded-lookup.ts'
import { followRedirects } from './redirects.ts'
import { sendGet } from './request.ts'
import { type OutboundResponse, toOutboundResponse } from './response.ts'
import { assertAllowedUrl, parseUrl } from './url-policy.ts'

const defaultMaxBytes = 1_048_576
const defaultTimeoutMs = 5000

export type OutboundOptions = {
  /** For development: http and https to loopback addresses, on any port, besides the rest. */
  allowLoopback: boolean
  userAgent?: string
  /** Resolves names, with the signature of `dns.lookup`, which is the default. For tests. */
  lookup?: LookupFunction
}

/** Fetches what strangers name; made by {@link createOutboundClient}. */
export type OutboundClient = {
  /**
   * Fetches one URL with GET: no cookies, no authentication, no referrer.
   *
   * @param options.accept the Accept header.
   * @param options.maxBytes how large the decompressed body may be; 1 MiB unless told.
   * @param options.timeoutMs how long all of it may take, name, redirects and body included;
   *   5000 unless told.
   * @returns the answer, whatever its status.
   * @throws OutboundError, and nothing else.
   */
  get(
    url: string | URL,
    options: { accept: string; maxBytes?: number; timeoutMs?: number },
  ): Promise<OutboundResponse>
  /** Breaks off what is under way, waits until it has ended, and refuses what comes later. */
  close(): Promise<void>
}

/**
 * Makes the one client through which the service fetches URLs that strangers name.
 *
 * It goes to public addresses over https only, judged on the URL, on the address its name
 * resolves to at the moment of connecting, and again on each redirect; it reads a bounded number
 * of bytes in a bounded time. Certificates are verified. It changes nothing global.
 */
export const createOutboundClient = (options: OutboundOptions): OutboundClient => {
  const { allowLoopback, userAgent = 'Waymark', lookup = dnsLookup } = options
  const guardedLookup = guardLookup(lookup, allowLoopback)
  const underWay = new Map<AbortController, Promise<OutboundResponse>>()
  let closed = false
  const closedError = () => new OutboundError('closed', 'The outbound client has been closed.')

  const exchange = async (
    start: URL,
    { accept, maxBytes, signal }: { accept: string; maxBytes: number; signal: AbortSignal },
  ): Promise<OutboundResponse> => {
    let url = start
    let response: IncomingMessage | undefined
    const request = (target: URL) => {
      url = target
      assertAllowedUrl(target, allowLoopback)
      const headers = { accept, 'user-agent': userAgent, 'accept-encoding': acceptedEncoding }
      return sendGet(target, { headers, lookup: guardedLookup, signal })
    }
    try {
      response = await followRedirects(start, request)
      return toOutboundResponse(url, response, await readBody(response, maxBytes, url.host))
    } catch (error) {
      throw signal.aborted ? signal.reason : outboundErrorFrom(error, url.host)
    } finally {
      response?.destroy()
    }
  }

  return {
    async get(input, { accept, maxBytes = defaultMaxBytes, timeoutMs = defaultTimeoutMs }) {
      if (closed) throw closedError()
      const url = parseUrl(input)
      const controller = new AbortController()
      const timer = setTimeout(() => {
        const message = `${url.host} did not answer in full within ${timeoutMs} milliseconds.`
        controller.abort(new OutboundError('timeout', message))
      }, timeoutMs)
      const outcome = exchange(url, { accept, maxBytes, signal: controller.signal })
      underWay.set(controller, outcome)
      try {
        return await outcome
      } finally {
        clearTimeout(timer)
        underWay.delete(controller)
      }
    },
    async close() {
      closed = true
      for (const controller of underWay.keys()) controller.abort(closedError())
      await Promise.allSettled(underWay.values())
    },
  }
}
