import type { IncomingMessage } from 'node:http'
import { OutboundError } from './error.ts'

/** A stranger's answer, read whole. Its status may be any: see {@link requireOk}. */
export type OutboundResponse = {
  /** Where the answer came from, after redirects, without a fragment. */
  url: string
  status: number
  contentType: string | null
  headers: Headers
  /** The redirects that led to the answer, in their order. */
  redirects: { status: number; headers: Headers }[]
  /** Decompressed. Callers share it, so nobody writes into it. */
  body: Uint8Array
  /** @throws OutboundError `malformed` when the body is not UTF-8. */
  text(): string
  /** @throws OutboundError `malformed` when the body is not JSON in UTF-8. */
  json(): unknown
}

/**
 * Makes the answer that callers see.
 *
 * @param url where it came from.
 * @param body what `readBody` read of it.
 */
export const toOutboundResponse = (
  url: URL,
  { statusCode: status = 0, rawHeaders }: IncomingMessage,
  body: Uint8Array,
): OutboundResponse => {
  const text = () => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(body)
    } catch {
      throw new OutboundError('malformed', `${url.host} answered with text that is not UTF-8.`)
    }
  }
  const json = (): unknown => {
    const source = text()
    try {
      return JSON.parse(source)
    } catch {
      throw new OutboundError('malformed', `${url.host} answered with something that is not JSON.`)
    }
  }
  const headers = new Headers()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(String(rawHeaders[index]), String(rawHeaders[index + 1]))
  }
  const contentType = headers.get('content-type')
  return {
    url: withoutFragment(url),
    status,
    contentType,
    headers,
    redirects: [],
    body,
    text,
    json,
  }
}

const withoutFragment = (url: URL) => {
  const copy = new URL(url)
  copy.hash = ''
  return copy.href
}

/**
 * Passes a successful answer through, for callers to whom any other is a failure.
 *
 * @throws OutboundError `http-status` unless the status is 200 to 299.
 */
export const requireOk = (response: OutboundResponse): OutboundResponse => {
  if (response.status >= 200 && response.status <= 299) return response
  const { host } = new URL(response.url)
  throw new OutboundError('http-status', `${host} answered with status ${response.status}.`)
}
