import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '../../src/credentials/index.ts'
import { createApi } from '../demo/api.ts'
import { observe } from '../service-process.ts'
import { withDatabase } from './database.ts'
import { type Figures, load, medianFigures, type Target } from './load.ts'
import { makeBadgeClass, startService, stopAll } from './service.ts'
import { badgeMaker } from './signed-badges.ts'
import { table } from './table.ts'

const CONNECTIONS = 10
const ROUNDS = 3
const WARM_UP_SECONDS = 2
/** More than the service keeps digests of: none is asked for again while it is known. */
const BADGES = 3_000

/**
 * `POST /v1/verify` with badges in the body, each another: own ones, with their status, and foreign
 * ones of structures seen before and never seen; against a bare route that verifies the same foreign
 * badges with `@digitalbazaar/vc`. Rounds alternate; the figures are medians.
 *
 * @param options.seconds - how long each run takes
 * @param options.profile - a folder for a CPU profile of the service
 */
export function verifyOverHttp(options: { seconds: number; profile?: string }): Promise<string> {
  return withDatabase((databaseUrl) => compare(databaseUrl, options))
}

async function compare(
  databaseUrl: string,
  { seconds, profile }: { seconds: number; profile?: string },
): Promise<string> {
  const { service, key } = startService(databaseUrl, { profile })
  const script = fileURLToPath(new URL('bare-verify.ts', import.meta.url))
  const bare = observe(spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] }))
  try {
    const url = await service.ready
    const badges = await badgeMaker()
    const unlike = await many(badges.unlike)
    const target = { url: `${url}/v1/verify`, headers: { authorization: `Bearer ${key}` } }
    return await measure(
      {
        'plain library': { url: await bare.ready, body: inTurn(unlike) },
        'never seen': { ...target, body: inTurn(unlike) },
        'seen before': { ...target, body: inTurn(await many(badges.alike)) },
        own: { ...target, body: inTurn(await own(url, key)) },
      },
      seconds,
    )
  } finally {
    await stopAll([service, bare])
  }
}

async function many(make: () => Promise<JsonObject>): Promise<JsonObject[]> {
  const badges: JsonObject[] = []
  while (badges.length < BADGES) badges.push(await make())
  return badges
}

/** Badges that the service issued itself. */
async function own(url: string, key: string): Promise<JsonObject[]> {
  const api = createApi(url, key)
  const { badgeClassId } = await makeBadgeClass(url, key)
  const badges: JsonObject[] = []
  while (badges.length < BADGES) {
    const together = Array.from({ length: 20 }, (_, at) =>
      api.post('/v1/assertions', {
        badgeClassId,
        recipient: { type: 'email', value: `learner-${badges.length + at}@example.org` },
        narrative: 'Interviewed three dockers and cut the episode alone.',
      }),
    )
    const answers = await Promise.all(together)
    badges.push(...answers.map(({ resource }) => resource.credential as JsonObject))
  }
  return badges
}

function inTurn(badges: JsonObject[]): Target['body'] {
  const texts = badges.map((credential) => JSON.stringify({ credential }))
  let count = 0
  return () => {
    count += 1
    return { text: texts[count % texts.length] ?? '' }
  }
}

async function measure(targets: Record<string, Target>, seconds: number): Promise<string> {
  const rounds = new Map<string, Figures[]>(Object.keys(targets).map((name) => [name, []]))
  for (const target of Object.values(targets)) {
    await load(target, { connections: CONNECTIONS, seconds: WARM_UP_SECONDS })
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, target] of Object.entries(targets)) {
      rounds.get(name)?.push(await load(target, { connections: CONNECTIONS, seconds }))
    }
  }
  const figures = [...rounds].map(([name, all]) => ({ name, ...medianFigures(all) }))
  const base = figures[0]?.perSecond ?? Number.NaN
  return [
    `Over HTTP, ${CONNECTIONS} connections:`,
    table(
      ['badges', 'a second', 'p50 ms', 'p99 ms', 'ratio'],
      figures.map(({ name, perSecond, p50, p99 }) => [
        name,
        perSecond.toFixed(0),
        p50.toFixed(0),
        p99.toFixed(0),
        (perSecond / base).toFixed(1),
      ]),
    ),
  ].join('\n')
}
