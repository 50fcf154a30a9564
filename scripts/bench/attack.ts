import { attacks } from '../../test/verifications/attacks.ts'
import { withDatabase } from './database.ts'
import { makeBadgeClass, startService, stopAll } from './service.ts'
import { badgeMaker } from './signed-badges.ts'
import { table } from './table.ts'

/** How many attackers send the next document as soon as the last one is answered. */
const ATTACKERS = 8
const PAUSE_MS = 20

type Request = { name: string; send(): Promise<Response> }
type Latencies = Map<string, number[]>

/**
 * The time that ordinary requests take, one after the other, while nothing else happens, and while
 * attackers post the documents of `attacks.ts`, each a document that was not seen before.
 *
 * @param options.seconds - how long each of the two takes, times three
 */
export function benchAttack({ seconds }: { seconds: number }): Promise<string> {
  return withDatabase(async (databaseUrl) => {
    const { service, key } = startService(databaseUrl)
    try {
      const url = await service.ready
      const requests = await ordinaryRequests(url, key)
      await observe(requests, 2_000)
      const quiet = await observe(requests, 3_000 * seconds)
      const attack = startAttack(`${url}/v1/verify`, key)
      const attacked = await observe(requests, 3_000 * seconds)
      const answers = await attack.stop()
      return [
        `${ATTACKERS} attackers had ${answers} answers in ${3 * seconds} s.`,
        table(
          ['request', 'quiet p50 ms', 'p99 ms', 'attacked p50 ms', 'p99 ms', 'most ms'],
          requests.map(({ name }) => [
            name,
            ...[0.5, 0.99].map((part) => quantile(quiet.get(name), part)),
            ...[0.5, 0.99, 1].map((part) => quantile(attacked.get(name), part)),
          ]),
        ),
      ].join('\n')
    } finally {
      await stopAll([service])
    }
  })
}

async function ordinaryRequests(url: string, key: string): Promise<Request[]> {
  const { badgeClassId } = await makeBadgeClass(url, key)
  const badges = await badgeMaker()
  let count = 0
  const post = (path: string, body: object) => {
    count += 1
    return fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': `attack-${count}`,
      },
      body: JSON.stringify(body),
    })
  }
  return [
    { name: 'GET /livez', send: () => fetch(`${url}/livez`) },
    {
      name: 'POST /v1/verify',
      send: async () => post('/v1/verify', { credential: await badges.unlike() }),
    },
    {
      name: 'POST /v1/assertions',
      send: () =>
        post('/v1/assertions', {
          badgeClassId,
          recipient: { type: 'email', value: `learner-${count}@example.org` },
        }),
    },
  ]
}

/** Sends the requests in turn for a while. @throws when one is not answered with success */
async function observe(requests: Request[], milliseconds: number): Promise<Latencies> {
  const latencies: Latencies = new Map(requests.map(({ name }) => [name, []]))
  const end = performance.now() + milliseconds
  while (performance.now() < end) {
    for (const { name, send } of requests) {
      const begun = performance.now()
      const response = await send()
      await response.arrayBuffer()
      latencies.get(name)?.push(performance.now() - begun)
      if (!response.ok) throw new Error(`${name} was answered with ${response.status}.`)
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  return latencies
}

function startAttack(url: string, key: string): { stop(): Promise<number> } {
  let stopped = false
  let answers = 0
  const attackers = Array.from({ length: ATTACKERS }, async () => {
    while (!stopped) {
      const { text = '' } = attacks[answers % attacks.length] ?? {}
      answers += 1
      // Another id is another document.
      const credential = text.replace('"id":"', `"id":"https://a.example/${answers}/`)
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: `{"credential":${credential}}`,
      })
      await response.arrayBuffer()
    }
  })
  return {
    async stop() {
      stopped = true
      await Promise.all(attackers)
      return answers
    },
  }
}

function quantile(values: number[] = [], part: number): string {
  const sorted = values.toSorted((a, b) => a - b)
  const at = Math.min(Math.floor(part * sorted.length), sorted.length - 1)
  return (sorted[at] ?? Number.NaN).toFixed(1)
}
