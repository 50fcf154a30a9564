import autocannon from 'autocannon'
import type { Figures } from './load.ts'

/** What is asked for over and over; `path` gives the next one each time. */
export type Reading = { url: string; path(): string; headers?: Record<string, string> }

/**
 * Gets from a server on so many connections for so many seconds.
 *
 * @param options.status - what every answer must be, 200 or 304
 * @throws when anything else was answered: that is no benchmark
 */
export async function loadGet(
  { url, path, headers = {} }: Reading,
  options: { connections: number; seconds: number; status?: 200 | 304 },
): Promise<Figures> {
  const { connections, seconds, status = 200 } = options
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      { method: 'GET', headers, setupRequest: (request) => ({ ...request, path: path() }) },
    ],
  })
  const good = status === 200 ? result['2xx'] : result['3xx']
  const all = result['2xx'] + result.non2xx
  if (good === 0 || good !== all || result.errors > 0) {
    throw new Error(`${url}: ${good} of ${all} answers were a ${status}, ${result.errors} failed.`)
  }
  const { p50, p99 } = result.latency
  return { perSecond: good / result.duration, p50, p99 }
}
