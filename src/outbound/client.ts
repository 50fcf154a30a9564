import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import { acceptedEncoding, readBody } from './body.ts'
import { OutboundError } from './error.ts'
import { outboundErrorFrom } from './failure.ts'
import { guardLookup } from './guarded-lookup.ts'
import { createLookup } from './lookup.ts'
import { createOrigins, type Origins, type VisitCounts } from './origins.ts'
import { followRedirects, type Hop, locationOf } from './redirects.ts'
import { sendRequest } from './request.ts'
import { type OutboundResponse, toOutboundResponse } from './response.ts'
import { assertAllowedUrl, parseUrl } from './url-policy.ts'

const defaultMaxBytes = 1_048_576
const defaultTimeoutMs = 5000
/** The bodies of redirects are not read. */
const unread = new Uint8Array()

export type OutboundOptions = {
  /** For development: http and https to loopback addresses, on any port, besides the rest. */
  allowLoopback: boolean
  userAgent?: string
  /** Resolves names, with the signature of `dns.lookup`. For tests. */
  lookup?: LookupFunction
  /** How it deals with each server that it fetches from; for tests. */
  origins?: Origins
}

type GetOptions = {
  accept: string
  maxBytes?: number
  timeoutMs?: number
  validators?: Record<string, string>
}
type PostOptions = { headers: Record<string, string>; body: string; timeoutMs?: number }
type Exchange = GetOptions & { maxBytes: number; signal: AbortSignal }

/** Fetches what strangers name; made by {@link createOutboundClient}. */
export type OutboundClient = {
  /**
   * Fetches one URL with GET: no cookies, no authentication, no referrer.
   *
   * @param options.accept the Accept header.
   * @param options.maxBytes how large the decompressed body may be; 1 MiB unless told.
   * @param options.validators asks whether something has changed (RFC 9110, section 13): sent to the
   *   URL itself, not where it redirects to.
   * @param options.timeoutMs how long all of it may take, name, redirects and body included;
   *   5000 unless told.
   * @returns the answer, whatever its status.
   * @throws OutboundError, and nothing else.
   */
  get(url: string | URL, options: GetOptions): Promise<OutboundResponse>
  /**
   * Sends a body to one URL with POST. Redirects are answers: a body goes where it was meant to go or
   * nowhere. The body of the answer is not read.
   *
   * It goes out at once: at one host are receivers of many, so that what one of them does says nothing
   * of the others. Whoever sends bounds how much it has under way.
   *
   * @param options.headers besides those of every request; the content type among them.
   * @param options.timeoutMs how long it may take until the answer begins.
   * @returns the status of the answer.
   * @throws OutboundError, and nothing else.
   */
  post(url: string | URL, options: PostOptions): Promise<{ status: number }>
  /**
   * Whether a URL may be asked at all, as far as the URL alone tells.
   * @throws OutboundError `invalid-url` or `blocked`, with the reason
   */
  check(url: string | URL): void
  /** What came of what was fetched so far. */
  counts(): Readonly<VisitCounts>
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
  const { allowLoopback, userAgent = 'Waymark', origins = createOrigins() } = options
  const { lookup = createLookup() } = options
  const guardedLookup = guardLookup(lookup, allowLoopback)
  const underWay = new Map<AbortController, Promise<unknown>>()
  let closed = false
  const closedError = () => new OutboundError('closed', 'The outbound client has been closed.')

  const exchange = (
    start: URL,
    { accept, maxBytes, validators = {}, signal }: Exchange,
  ): Promise<OutboundResponse> => {
    const base = { accept, 'user-agent': userAgent, 'accept-encoding': acceptedEncoding }
    const visit = (url: URL): Promise<Hop> => {
      assertAllowedUrl(url, allowLoopback)
      const headers = url === start ? { ...validators, ...base } : base
      return origins.visit(url.origin, signal, async () => {
        let response: IncomingMessage | undefined
        try {
          response = await sendRequest(url, { headers, lookup: guardedLookup, signal })
          const location = locationOf(response)
          const body = location === undefined ? readBody(response, maxBytes, url.host) : unread
          return { location, response: toOutboundResponse(url, response, await body) }
        } catch (error) {
          throw signal.aborted ? signal.reason : outboundErrorFrom(error, url.host)
        } finally {
          response?.destroy()
        }
      })
    }
    return followRedirects(start, visit)
  }

  const deliver = async (url: URL, options: PostOptions, signal: AbortSignal) => {
    assertAllowedUrl(url, allowLoopback)
    const { body } = options
    const length = String(Buffer.byteLength(body))
    const headers = { ...options.headers, 'user-agent': userAgent, 'content-length': length }
    let response: IncomingMessage | undefined
    try {
      response = await sendRequest(url, { headers, lookup: guardedLookup, signal, body })
      return { status: response.statusCode ?? 0 }
    } catch (error) {
      throw signal.aborted ? signal.reason : outboundErrorFrom(error, url.host)
    } finally {
      response?.destroy()
    }
  }

  /** Does something within a time, and not after the client was closed. */
  const within = async <T>(
    timeoutMs: number,
    host: string,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const controller = new AbortController()
    const timer = setTimeout(() => {
      const message = `${host} did not answer in full within ${timeoutMs} milliseconds.`
      controller.abort(new OutboundError('timeout', message))
    }, timeoutMs)
    const outcome = work(controller.signal)
    underWay.set(controller, outcome)
    try {
      return await outcome
    } finally {
      clearTimeout(timer)
      underWay.delete(controller)
    }
  }

  return {
    async get(input, { maxBytes = defaultMaxBytes, timeoutMs = defaultTimeoutMs, ...rest }) {
      if (closed) throw closedError()
      const url = parseUrl(input)
      return within(timeoutMs, url.host, (signal) => exchange(url, { ...rest, maxBytes, signal }))
    },
    async post(input, options) {
      if (closed) throw closedError()
      const url = parseUrl(input)
      const { timeoutMs = defaultTimeoutMs } = options
      return within(timeoutMs, url.host, (signal) => deliver(url, options, signal))
    },
    check: (input) => assertAllowedUrl(parseUrl(input), allowLoopback),
    counts: () => origins.counts(),
    async close() {
      closed = true
      for (const controller of underWay.keys()) controller.abort(closedError())
      await Promise.allSettled(underWay.values())
    },
  }
}
