import autocannon from 'autocannon'

/** How a server bore a load: answers a second, and the time for one in milliseconds. */
export type Figures = { perSecond: number; p50: number; p99: number }

/** A request that is to be sent over and over; `body` makes a new one each time. */
export type Target = {
  url: string
  headers?: Record<string, string>
  body(): { text: string; headers?: Record<string, string> }
}

/**
 * Posts to a server on so many connections for so many seconds.
 * @throws when anything but a success was answered: that is no benchmark
 */
export async function load(
  target: Target,
  options: { connections: number; seconds: number },
): Promise<Figures> {
  const result = await autocannon({
    url: target.url,
    connections: options.connections,
    duration: options.seconds,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...target.headers },
        setupRequest(request) {
          const { text, headers } = target.body()
          return { ...request, body: text, headers: { ...request.headers, ...headers } }
        },
      },
    ],
  })
  if (result.non2xx > 0 || result.errors > 0 || result['2xx'] === 0) {
    throw new Error(
      `${target.url}: ${result['2xx']} answers were good, ${result.non2xx} were not, ${result.errors} connections failed.`,
    )
  }
  const { p50, p99 } = result.latency
  return { perSecond: result['2xx'] / result.duration, p50, p99 }
}

/** The one in the middle; of an even number, the lower of the two there. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

/** The median of each figure over several rounds. */
export function medianFigures(rounds: Figures[]): Figures {
  const of = (name: keyof Figures) => median(rounds.map((figures) => figures[name]))
  return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99') }
}
