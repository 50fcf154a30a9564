import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createApi } from '../demo/api.ts'
import { observe, type ServiceProcess } from '../service-process.ts'
import { bareIssue } from './bare-issue.ts'
import { withDatabase } from './database.ts'
import { type Figures, load, median, medianFigures, type Target } from './load.ts'
import { type Programme, startProgramme } from './programme.ts'
import { stopAll } from './service.ts'
import { table } from './table.ts'

const CONNECTIONS = [1, 10, 50]
const ROUNDS = 3
/** Each of the three: until then some of what is run often is still being compiled beside it. */
const WARM_UP_SECONDS = 8

/**
 * An award over HTTP, with authentication, validation, an Idempotency-Key and everything stored,
 * to a learner who is new, against two baselines of the same run: signing the same credential
 * with the bare library in process, and a bare route that inserts one row of the same size.
 * Rounds alternate between the three; the figures are medians.
 *
 * @param options.seconds - how long each run takes
 * @param options.profile - a folder for a CPU profile of the service
 */
export function benchAward(options: { seconds: number; profile?: string }): Promise<string> {
  return withDatabase((databaseUrl) => compare(databaseUrl, options))
}

async function compare(
  databaseUrl: string,
  { seconds, profile }: { seconds: number; profile?: string },
): Promise<string> {
  const programme = await startProgramme(databaseUrl, { profile })
  const servers = [programme.service]
  try {
    const { award, credential } = await awardTarget(programme)
    const bare = startBareRoute(databaseUrl, JSON.stringify(credential))
    servers.push(bare)
    const insert = { url: await bare.ready, body: award.body }
    const { proof: _, ...unsigned } = credential
    return await measure({ award, insert, issue: (span) => bareIssue(unsigned, span), seconds })
  } finally {
    await stopAll(servers)
  }
}

function startBareRoute(databaseUrl: string, document: string): ServiceProcess {
  const script = fileURLToPath(new URL('bare-route.ts', import.meta.url))
  const env = { DATABASE_URL: databaseUrl, DOCUMENT: document }
  return observe(spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

/** The award to be made over and over, and one credential as an example of what it makes. */
async function awardTarget({ url, key, badgeClassId }: Programme) {
  let count = 0
  const input = () => {
    count += 1
    return {
      badgeClassId,
      recipient: { type: 'email', value: `learner-${count}@example.org` },
      narrative: 'Interviewed three dockers and cut the episode alone.',
      evidence: [{ id: `https://example.org/episodes/${count}`, name: 'The episode' }],
    }
  }
  const award: Target = {
    url: `${url}/v1/assertions`,
    headers: { authorization: `Bearer ${key}` },
    body: () => ({
      text: JSON.stringify(input()),
      headers: { 'idempotency-key': `award-${count}` },
    }),
  }
  const { resource: assertion } = await createApi(url, key).post('/v1/assertions', input())
  return { award, credential: assertion.credential as Record<string, unknown> }
}

async function measure(run: {
  award: Target
  insert: Target
  issue(seconds: number): Promise<number>
  seconds: number
}): Promise<string> {
  const { award, insert, issue, seconds } = run
  const warmUp = { connections: 10, seconds: WARM_UP_SECONDS }
  await load(award, warmUp)
  await load(insert, warmUp)
  await issue(WARM_UP_SECONDS)

  const issued: number[] = []
  const rounds = CONNECTIONS.map((connections) => ({
    connections,
    awards: [] as Figures[],
    inserts: [] as Figures[],
  }))
  for (let round = 0; round < ROUNDS; round += 1) {
    issued.push(await issue(seconds))
    for (const { connections, awards, inserts } of rounds) {
      awards.push(await load(award, { connections, seconds }))
      inserts.push(await load(insert, { connections, seconds }))
    }
  }
  const issuePerSecond = median(issued)
  return [
    `Bare @digitalbazaar/vc issue of the same credential, in process: ${issuePerSecond.toFixed(0)}/s`,
    table(
      ['connections', 'award/s', 'p50 ms', 'p99 ms', 'insert/s', 'award : issue', 'award : insert'],
      rounds.map(({ connections, awards, inserts }) => {
        const { perSecond, p50, p99 } = medianFigures(awards)
        const inserted = medianFigures(inserts).perSecond
        return [
          String(connections),
          perSecond.toFixed(0),
          p50.toFixed(0),
          p99.toFixed(0),
          inserted.toFixed(0),
          (perSecond / issuePerSecond).toFixed(2),
          (perSecond / inserted).toFixed(3),
        ]
      }),
    ),
  ].join('\n')
}
