import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { createApi } from '../demo/api.ts'
import { observe } from '../service-process.ts'
import { withDatabase } from './database.ts'
import { type Figures, medianFigures } from './load.ts'
import { loadGet, type Reading } from './load-get.ts'
import { makeBadgeClass, startService, stopAll } from './service.ts'
import { table } from './table.ts'

const CONNECTIONS = [10, 50]
const ROUNDS = 3
const WARM_UP_SECONDS = 2
/** So many that none is asked for again while it is kept in memory. */
const DOCUMENTS = 40_000

/**
 * Serving `/credentials/{id}` against a bare route that reads one row of the same size by primary
 * key, in the same run: credentials that have to be read from PostgreSQL, one that is in memory, and
 * one that the caller has already (304). Rounds alternate; the figures are medians.
 *
 * @param options.seconds - how long each run takes
 * @param options.profile - a folder for a CPU profile of the service
 */
export function benchServing(options: { seconds: number; profile?: string }): Promise<string> {
  return withDatabase((databaseUrl) => compare(databaseUrl, options))
}

async function compare(
  databaseUrl: string,
  { seconds, profile }: { seconds: number; profile?: string },
): Promise<string> {
  const { service, key } = startService(databaseUrl, { profile })
  const servers = [service]
  try {
    const url = await service.ready
    const { path, tag } = await award(url, key)
    await multiply(databaseUrl)
    const script = fileURLToPath(new URL('bare-read.ts', import.meta.url))
    const env = { DATABASE_URL: databaseUrl }
    const bare = observe(
      spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] }),
    )
    servers.push(bare)
    return await measure({
      row: { url: await bare.ready, path: inTurn() },
      read: { url, path: inTurn() },
      memory: { url, path: () => path },
      unchanged: { url, path: () => path, headers: { 'if-none-match': tag } },
      seconds,
    })
  } finally {
    await stopAll(servers)
  }
}

/** The paths of all documents, one after the other, and again from the first. */
function inTurn(): () => string {
  let count = 0
  return () => {
    count = (count % DOCUMENTS) + 1
    return `/credentials/B${String(count).padStart(21, '0')}`
  }
}

/** One award, as it is served: its path and ETag. */
async function award(url: string, key: string) {
  const api = createApi(url, key)
  const { badgeClassId } = await makeBadgeClass(url, key)
  const { resource: assertion } = await api.post('/v1/assertions', {
    badgeClassId,
    recipient: { type: 'email', value: 'learner@example.org' },
    narrative: 'Interviewed three dockers and cut the episode alone.',
  })
  const { pathname } = new URL(String(assertion.credentialUrl))
  const answer = await fetch(`${url}${pathname}`)
  await answer.arrayBuffer()
  return { path: pathname, tag: answer.headers.get('etag') ?? '' }
}

/** Puts copies of the one award into the database, each under a public id of its own. */
async function multiply(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    "select column_name as name from information_schema.columns where table_name = 'assertions'",
  )
  const own: Record<string, string> = {
    id: 'gen_random_uuid()',
    public_id: "'B' || lpad(n::text, 21, '0')",
    status_list_index: '1000000 + n',
  }
  const names = rows.map(({ name }) => name)
  const values = names.map((name) => own[name] ?? name)
  await client.query(
    `insert into assertions (${names}) select ${values} from assertions, generate_series(1, ${DOCUMENTS}) n`,
  )
  await client.query('analyze assertions')
  await client.end()
}

async function measure(run: {
  row: Reading
  read: Reading
  memory: Reading
  unchanged: Reading
  seconds: number
}): Promise<string> {
  const { row, read, memory, unchanged, seconds } = run
  for (const reading of [row, read]) {
    await loadGet(reading, { connections: 10, seconds: WARM_UP_SECONDS })
  }
  const rounds = CONNECTIONS.map((connections) => ({
    connections,
    rows: [] as Figures[],
    reads: [] as Figures[],
    memories: [] as Figures[],
    unchangeds: [] as Figures[],
  }))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { connections, rows, reads, memories, unchangeds } of rounds) {
      const options = { connections, seconds }
      rows.push(await loadGet(row, options))
      reads.push(await loadGet(read, options))
      memories.push(await loadGet(memory, options))
      unchangeds.push(await loadGet(unchanged, { ...options, status: 304 }))
    }
  }
  const perSecond = (figures: Figures[]) => medianFigures(figures).perSecond
  return table(
    [
      'connections',
      'row/s',
      'read/s',
      'memory/s',
      '304/s',
      'read : row',
      'memory : row',
      '304 : row',
    ],
    rounds.map(({ connections, rows, reads, memories, unchangeds }) => {
      const all = [rows, reads, memories, unchangeds].map(perSecond)
      const [base = Number.NaN, ...others] = all
      return [
        String(connections),
        ...all.map((figure) => figure.toFixed(0)),
        ...others.map((figure) => (figure / base).toFixed(2)),
      ]
    }),
  )
}
