import jsonld from 'jsonld'
import { documentLoader } from '../../src/credentials/index.ts'
import { createApi } from '../demo/api.ts'
import { runBatch } from './batch-run.ts'
import { withDatabase } from './database.ts'
import { libraryOnWorkers } from './library-workers.ts'
import { type Figures, load, median, medianFigures, type Target } from './load.ts'
import { type Programme, startProgramme } from './programme.ts'
import { stopAll } from './service.ts'
import { table } from './table.ts'

const ROUNDS = 3
const WARM_UP_ROWS = 20_000
/** Whoever awards singly while a batch runs. */
const CONNECTIONS = 2

/**
 * A batch of new learners from the request until all of its results are read, against three others of
 * the same run: the plain library that signs the same credentials on two worker threads and does
 * nothing else, and loops of single awards over HTTP. Then what a batch means for those who award
 * singly meanwhile. Rounds take turns; the figures are medians. The badge class says what those say
 * that follow frameworks: the larger a credential, the longer the library needs for it.
 *
 * @param options.seconds - how long everything but a batch runs
 * @param options.rows - of a batch
 * @param options.profile - a folder for a CPU profile of the service
 */
export function benchBatch(options: {
  seconds: number
  rows?: number | undefined
  profile?: string | undefined
}): Promise<string> {
  return withDatabase(async (databaseUrl) => {
    const programme = await startProgramme(databaseUrl, { ...options, isFull: true })
    try {
      return await compare(programme, options.seconds, options.rows ?? 10_000)
    } finally {
      await stopAll([programme.service])
    }
  })
}

async function compare(programme: Programme, seconds: number, rows: number): Promise<string> {
  const single = singleAwards(programme)
  const { resource } = await createApi(programme.url, programme.key).post(
    '/v1/assertions',
    JSON.parse(single.body().text),
  )
  const { proof: _, ...unsigned } = resource.credential as Record<string, unknown>
  const canonical = await jsonld.canonize(unsigned, {
    algorithm: 'RDFC-1.0',
    format: 'application/n-quads',
    documentLoader,
  })
  let from = 1
  const batch = async (size = rows) => {
    const run = await runBatch(programme, { rows: size, from })
    from += size
    return run
  }
  // A service has run for a while: what is run often is compiled anew, more than once.
  await batch(WARM_UP_ROWS)
  await load(single, { connections: 10, seconds: 1 })

  const rates = {
    library: [] as number[],
    keeping: [] as number[],
    one: [] as number[],
    ten: [] as number[],
  }
  const runs: Awaited<ReturnType<typeof batch>>[] = []
  const alone: Figures[] = []
  const beside: Figures[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.library.push(await libraryOnWorkers(unsigned, seconds, false))
    rates.keeping.push(await libraryOnWorkers(unsigned, seconds, true))
    rates.one.push((await load(single, { connections: 1, seconds })).perSecond)
    rates.ten.push((await load(single, { connections: 10, seconds })).perSecond)
    runs.push(await batch())
    alone.push(await load(single, { connections: CONNECTIONS, seconds }))
    // Large enough not to end before the others do.
    const [figures] = await Promise.all([
      load(single, { connections: CONNECTIONS, seconds }),
      batch(Math.max(rows, seconds * 10_000)),
    ])
    beside.push(figures)
  }
  const library = median(rates.library)
  const keeping = median(rates.keeping)
  const ended = median(runs.map(({ ended }) => rows / ended))
  const read = median(runs.map(({ read }) => rows / read))
  const line = (name: string, perSecond: number) => [
    name,
    perSecond.toFixed(0),
    (perSecond / library).toFixed(1),
    (perSecond / keeping).toFixed(1),
  ]
  const latency = (name: string, figures: Figures[]) => {
    const { perSecond, p50, p99 } = medianFigures(figures)
    return [name, perSecond.toFixed(0), p50.toFixed(0), p99.toFixed(0)]
  }
  const uploaded = median(runs.map(({ uploaded }) => uploaded))
  return [
    table(
      [`${rows} rows`, 'credentials/s', 'times the library', 'times the next'],
      [
        line('plain library on two workers, signing alone', library),
        line('the same with contexts that it keeps', keeping),
        line('single awards over HTTP, one after the other', median(rates.one)),
        line('single awards over HTTP, ten at a time', median(rates.ten)),
        line('batch, until it had ended', ended),
        line('batch, until all results were read', read),
      ],
    ),
    `What is signed has ${(canonical.length / 1000).toFixed(1)} KB in canonical form.`,
    `Of a batch's time ${(uploaded * 1000).toFixed(0)} ms are for its upload.`,
    '',
    table(
      [`single awards, ${CONNECTIONS} at a time`, 'award/s', 'p50 ms', 'p99 ms'],
      [latency('with nothing else', alone), latency('while a batch runs', beside)],
    ),
  ].join('\n')
}

/** Awards one by one, each to a new learner. */
function singleAwards({ url, key, badgeClassId }: Programme): Target {
  let count = 0
  return {
    url: `${url}/v1/assertions`,
    headers: { authorization: `Bearer ${key}` },
    body: () => {
      count += 1
      const text = JSON.stringify({
        badgeClassId,
        recipient: { type: 'email', value: `single-${count}@example.org` },
        narrative: 'Interviewed three dockers, and cut the episode alone.',
        evidence: [{ id: `https://example.org/episodes/${count}`, name: 'The episode' }],
      })
      return { text, headers: { 'idempotency-key': `single-${count}` } }
    },
  }
}
