import pg from 'pg'
import t, { type Test } from 'tap'
import { startJobs } from '../../src/jobs/index.ts'
import { awardOf } from '../issuer-keys/credentials.ts'
import { query, until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { onTestDatabase, start } from '../support/process.ts'
import { makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

t.setTimeout(200_000)

/** Has somebody lock every assertion, so that a reissue can be asked for and not be finished. */
async function holdAssertions(t: Test, databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => undefined)
  await client.connect()
  t.teardown(() => client.end().catch(() => undefined))
  await client.query('begin')
  await client.query('select 1 from assertions for update')
  return {
    letGo: () => client.query('rollback'),
    held: () =>
      until(
        async () =>
          (
            await query(
              databaseUrl,
              `select 1 from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock'`,
            )
          ).length > 0,
      ),
  }
}

/** A compromised key that has signed an award. */
async function compromised(service: Pick<Service, 'admin'>): Promise<string> {
  const { issuer, badgeClass } = await makeBadgeClass(service.admin)
  await awardOf(service as Service, badgeClass.id)
  const key = `/v1/issuers/${issuer.id}/keys/1`
  await service.admin.post(`${key}/compromise`, { reason: 'Stolen.' })
  return `${key}/reissue`
}

const completed = ({ admin }: Pick<Service, 'admin'>, path: string) =>
  until(async () => (await admin.get(path)).body.status === 'completed')

const locked = (url: string) =>
  query<{ by: string }>(
    url,
    'select locked_by as by from graphile_worker._private_jobs where locked_at is not null',
  )

for (const JOB_THREADS of ['1', '0']) {
  const where = JOB_THREADS === '0' ? 'the main thread' : 'a thread'
  t.test(`what ${where} of a killed process had under way another does`, async (t) => {
    const env = {
      ...(await onTestDatabase(t)),
      PUBLIC_URL: 'http://badges.example.org',
      JOB_THREADS,
    }
    const dying = await start(t, env)
    const path = await compromised(dying)
    const hold = await holdAssertions(t, env.DATABASE_URL)
    await dying.admin.post(path, {})
    await hold.held()
    const [before] = await locked(env.DATABASE_URL)
    const other = await start(t, env)
    await dying.end('SIGKILL')
    const since = performance.now()
    await until(async () => {
      const [now] = await locked(env.DATABASE_URL)
      return now !== undefined && now.by !== before?.by
    })
    t.ok(performance.now() - since < 10_000, 'taken over within ten seconds')
    await hold.letGo()
    await completed(other, path)
    t.ok(performance.now() - since < 10_000, 'and finished')
  })
}

t.test('jobs of the living are left to them', async (t) => {
  const one = await startService(t)
  const path = await compromised(one)
  const hold = await holdAssertions(t, one.databaseUrl)
  await withJobs(t, one)
  await one.admin.post(path, {})
  await hold.held()
  const before = await locked(one.databaseUrl)
  const other = await startService(t, {
    databaseUrl: one.databaseUrl,
    env: { PUBLIC_URL: one.publicUrl },
  })
  // It looks once before it has started, and again before it stops.
  await (await startJobs(other.deps)).stop()
  t.same(await locked(one.databaseUrl), before)
  await hold.letGo()
  await completed(one, path)
})

t.test('a process whose connections are cut takes up its jobs under another name', async (t) => {
  const service = await startService(t)
  const path = await compromised(service)
  await withJobs(t, service)
  const hold = await holdAssertions(t, service.databaseUrl)
  await service.admin.post(path, {})
  await hold.held()
  const [before] = await locked(service.databaseUrl)
  await query(
    service.databaseUrl,
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'waymark'`,
  )
  await until(async () => {
    const [now] = await locked(service.databaseUrl)
    return now !== undefined && now.by !== before?.by
  })
  await hold.letGo()
  await completed(service, path)
})

t.test('a job that is asked for begins at once', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const times = []
  for (let round = 0; round < 5; round += 1) {
    const path = await compromised(service)
    const since = performance.now()
    await service.admin.post(path, {})
    await until(async () => (await service.admin.get(path)).body.reissued === 1)
    times.push(performance.now() - since)
  }
  const [fastest = Infinity] = times.sort((one, two) => one - two)
  t.ok(fastest < 1_000, `${fastest} ms, well before the queue is looked at by itself`)
})
