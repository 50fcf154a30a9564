import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Api, createApi } from '../demo/api.ts'
import {
  finisher,
  type Region,
  type Sown,
  sowAwards,
  sowRegion,
  WELCOME,
  whenMoved,
} from '../seed/index.ts'
import { observe, type ServiceProcess } from '../service-process.ts'
import { runBatch } from './batch-run.ts'
import { withDatabase } from './database.ts'
import { residentMb } from './resident.ts'
import { learnerOf, scaleRequests } from './scale-requests.ts'
import { startService, stopAll } from './service.ts'
import { table } from './table.ts'

const SIZES = [10_000, 100_000, 1_000_000]
const ROUNDS = 60
const WARM_UP_ROUNDS = 5
const COMPLETIONS = 5
/** In one batch of a badge class that every pathway asks for. */
const FAN_OUT = 10_000
const POLL_MS = 10

/** Milliseconds, by the name of the request. */
type Latencies = Map<string, { p50: number; p95: number }>
type Size = Sown & {
  assertions: number
  latencies: Latencies
  completed: number
  fanOut: { awarded: number; inStep: number }
  residentMb: number
}

/**
 * How long what a programme asks for all day takes in a place that grows: 500 badge classes, 100
 * pathways of 50 steps, 3,000 opportunities, ten awards a learner. Requests take turns, one at a time;
 * ratios are to a bare route of the same run that reads one row by its primary key.
 *
 * @param options.assertions - the sizes, in order
 * @param options.profile - a folder for a CPU profile of the service
 */
export function benchScale({
  assertions: sizes = SIZES,
  profile,
}: {
  assertions?: number[] | undefined
  profile?: string | undefined
}): Promise<string> {
  return withDatabase(async (databaseUrl) => {
    const { service, key } = startService(databaseUrl, { profile })
    const bare = startBareRow(databaseUrl)
    try {
      const place = { service, key, url: await service.ready, bare: await bare.ready }
      const region = await sowRegion(createApi(place.url, key), 'scale')
      const measured: Size[] = []
      for (const assertions of sizes) {
        const from = measured.at(-1)?.assertions ?? 0
        measured.push(await grow(place, region, { from, to: assertions, at: measured.length }))
        // What is known so far: the larger ones take long.
        if (measured.length < sizes.length) process.stdout.write(`${told(measured)}\n\n`)
      }
      return told(measured)
    } finally {
      await stopAll([service, bare])
    }
  })
}

type Place = { service: ServiceProcess; key: string; url: string; bare: string }

async function grow(
  { service, key, url, bare }: Place,
  region: Region,
  { from, to, at }: { from: number; to: number; at: number },
): Promise<Size> {
  const api = createApi(url, key)
  const sown = await sowAwards(api, key, region, { from, to })
  const requests = await scaleRequests({ url, key, region, bare })
  const times = new Map<string, number[]>(requests.map(({ name }) => [name, []]))
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const { name, send } of requests) {
      const begun = performance.now()
      const response = await send()
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`${name} was answered with ${response.status}.`)
      if (round >= 0) times.get(name)?.push(performance.now() - begun)
    }
  }
  const latencies = new Map(
    [...times].map(([name, all]) => [name, { p50: quantile(all, 0.5), p95: quantile(all, 0.95) }]),
  )
  const completed: number[] = []
  for (let one = 0; one < COMPLETIONS; one += 1) {
    completed.push(await complete(api, region, at * COMPLETIONS + one))
  }
  const badgeClassId = region.badgeClassIds[WELCOME] as string
  const begun = performance.now()
  const programme = { service, url, key, badgeClassId }
  const newcomers = 10_000_000 * (at + 1)
  const { ended } = await runBatch(programme, { rows: FAN_OUT, from: newcomers })
  await whenMoved(api)
  const fanOut = { awarded: ended, inStep: (performance.now() - begun) / 1000 }
  return {
    assertions: to,
    ...sown,
    latencies,
    completed: quantile(completed, 0.5),
    fanOut,
    residentMb: residentMb(service.child.pid as number, 'VmHWM'),
  }
}

/** Milliseconds from the award of a last badge until the pathway's own badge is there. */
async function complete(api: Api, region: Region, pathway: number): Promise<number> {
  const learnerId = await learnerOf(api, finisher(pathway))
  const badgeClassId = region.badgeClassIds[region.plans[pathway]?.last as number]
  const path = `/v1/learners/${learnerId}/pathways/${region.pathwayIds[pathway]}`
  const begun = performance.now()
  await api.post('/v1/assertions', { badgeClassId, learnerId })
  while ((await api.get(path)).completion === null) await delay(POLL_MS)
  return performance.now() - begun
}

function told(sizes: Size[]): string {
  const [first] = sizes
  const last = sizes.at(-1)
  const of = (size: Size | undefined, name: string) => size?.latencies.get(name)?.p50 ?? Number.NaN
  const names = [...(first?.latencies.keys() ?? [])]
  const [baseline = ''] = names
  const rows = names.map((name) => [
    name,
    ...sizes.flatMap(({ latencies }) => {
      const { p50, p95 } = latencies.get(name) as { p50: number; p95: number }
      return [p50.toFixed(1), p95.toFixed(1)]
    }),
    (of(last, name) / of(last, baseline)).toFixed(1),
    (of(last, name) / of(first, name)).toFixed(2),
  ])
  const head = sizes.flatMap(({ assertions }) => [`${assertions} p50`, 'p95 ms'])
  const line = (name: string, value: (size: Size) => number) => [
    name,
    ...sizes.map((size) => value(size).toFixed(1)),
  ]
  return [
    table(['request', ...head, 'to bare', 'growth'], rows),
    '',
    table(
      ['', ...sizes.map(({ assertions }) => `${assertions}`)],
      [
        line('seconds until the new awards were made', ({ awarded }) => awarded),
        line('seconds until all was in step', ({ inStep }) => inStep),
        line("ms until a completed pathway's badge is there", ({ completed }) => completed),
        line(`seconds for ${FAN_OUT} awards in 100 pathways`, ({ fanOut }) => fanOut.awarded),
        line('seconds until these were in step', ({ fanOut }) => fanOut.inStep),
        line('most resident memory of the service, MB', ({ residentMb }) => residentMb),
      ],
    ),
  ].join('\n')
}

function startBareRow(databaseUrl: string): ServiceProcess {
  const script = fileURLToPath(new URL('bare-row.ts', import.meta.url))
  const env = { DATABASE_URL: databaseUrl }
  return observe(spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(Math.floor(part * sorted.length), sorted.length - 1)] ?? Number.NaN
}
