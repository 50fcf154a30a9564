import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { pipeline } from 'node:stream/promises'

/** A request to the service. */
export type Asked = {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: AsyncIterable<Uint8Array>
}

/** Nothing was heard for so long that nobody is there any more. */
const SILENCE_MS = 120_000

/**
 * One request over HTTP, and the answer as soon as it begins. No redirect is followed. Not `fetch`,
 * which takes in a body as fast as it can be read, and keeps in memory what is not sent yet.
 *
 * @returns the answer, and what gives up whatever of the request is not sent yet
 * @throws the failures of the connection, and of the body, as they come
 */
export async function exchange(
  url: string,
  { method = 'GET', headers = {}, body }: Asked,
  signal: AbortSignal,
): Promise<{ answer: IncomingMessage; giveUp: () => void }> {
  const { request } = url.startsWith('https:') ? https : http
  const outgoing = request(url, { method, headers, signal, timeout: SILENCE_MS })
  outgoing.on('timeout', () => {
    outgoing.destroy(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' }))
  })
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>
  if (body === undefined) outgoing.end()
  // What fails in sending fails the request; but an answer that came before counts.
  else pipeline(body, outgoing).catch(() => undefined)
  const [answer] = await answered
  outgoing.on('error', () => undefined)
  return { answer, giveUp: () => void outgoing.destroy() }
}
