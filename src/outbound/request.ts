import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'

/**
 * Sends one request over a connection of its own and waits for the headers of the answer.
 *
 * The runtime's `fetch` is not used, although libraries guard it: it connects a second time when
 * a request is aborted, keeps idle connections for as long as the server asks, and some of its
 * versions end the process when an answer names more than five content encodings and breaks off.
 *
 * @param url http or https, already judged: an IP address in it is not looked up.
 * @param options.body with it the request is a POST.
 * @param options.lookup resolves a name for the socket, see `guardLookup`.
 * @param options.signal breaks off the exchange at any point, the body included.
 * @returns the answer with its body yet to be read or destroyed; redirects are answers.
 * @throws what the socket, TLS, the HTTP parser or `lookup` report.
 */
export const sendRequest = (
  url: URL,
  {
    headers,
    lookup,
    signal,
    body,
  }: {
    headers: Record<string, string>
    lookup: LookupFunction
    signal: AbortSignal
    body?: string
  },
): Promise<IncomingMessage> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  // Said outright, since an environment variable can turn the default off.
  const rejectUnauthorized = true
  const method = body === undefined ? 'GET' : 'POST'
  const request = send(url, { method, headers, lookup, signal, agent: false, rejectUnauthorized })
  // Stays attached: errors come here after the headers too, and without a listener they would
  // end the process.
  request.on('error', reject)
  request.on('response', resolve)
  // All that comes of an answer that switches protocols.
  request.on('close', () => reject(new Error('closed without an answer')))
  request.end(body)
  return promise
}
