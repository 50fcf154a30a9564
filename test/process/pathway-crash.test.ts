import pg from 'pg'
import t, { type Test } from 'tap'
import { until } from '../support/embedded.ts'
import { eventsOnceThere } from '../support/events.ts'
import { onTestDatabase, type Running, start } from '../support/process.ts'
import { badgeClassInput, made, makeBadgeClass } from '../support/programme.ts'

t.setTimeout(240_000)

const recipient = { type: 'email', value: 'ada@example.org' }

/** Three pathways, each asking for the one before, and the badge that completes them all. */
async function nested({ admin }: Running) {
  const { issuer } = await makeBadgeClass(admin)
  const badgeClass = async (name: string): Promise<string> => {
    const input = { issuerId: issuer.id, ...badgeClassInput, name }
    return made(await admin.post('/v1/badge-classes', input)).id
  }
  const pathway = async (requires: object, awards: string): Promise<string> => {
    const steps = [{ id: 'one', name: 'One', requires }]
    return made(await admin.post('/v1/pathways', { name: 'P', steps, awards })).id
  }
  const begin = await badgeClass('Begin')
  const first = await badgeClass('First')
  const second = await badgeClass('Second')
  const third = await badgeClass('Third')
  const inner = await pathway({ badgeClass: begin }, first)
  const middle = await pathway({ all: [{ pathway: inner }, { badgeClass: first }] }, second)
  const last = await pathway({ all: [{ pathway: middle }, { badgeClass: second }] }, third)
  return { begin, last, awarded: [first, second, third] }
}

/** A connection to the database, as an onlooker has it. */
async function connect(t: Test, connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => undefined)
  await client.connect()
  t.teardown(() => client.end().catch(() => undefined))
  return client
}

t.test('kill -9 between one completion and the next, under fifty awards at once', async (t) => {
  const env = { ...(await onTestDatabase(t)), PUBLIC_URL: 'http://badges.example.org' }
  const dying = await start(t, env)
  const { begin, last, awarded } = await nested(dying)

  // Somebody holds the last pathway, so that nobody can complete it.
  const holder = await connect(t, env.DATABASE_URL)
  const onlooker = await connect(t, env.DATABASE_URL)
  const { rows } = await holder.query('select pg_backend_pid() as pid')
  await holder.query('begin')
  await holder.query('select from pathways where id = $1 for update', [last])

  const input = { badgeClassId: begin, recipient }
  const awards = Array.from({ length: 50 }, () =>
    dying.admin.post('/v1/assertions', input).catch(() => 'cut off'),
  )
  await until(async () => {
    const { rowCount } = await onlooker.query(
      'select from pg_stat_activity where $1 = any(pg_blocking_pids(pid))',
      [rows[0].pid],
    )
    return rowCount !== 0
  })
  await dying.end('SIGKILL')
  await Promise.all(awards)
  await holder.query('rollback')

  const service = await start(t, env)
  const { learnerId } = made(await service.admin.post('/v1/assertions', input))
  await until(async () => {
    const { rowCount } = await onlooker.query(
      'select from graphile_worker.jobs where run_at <= now()',
    )
    return rowCount === 0
  })
  for (const badgeClassId of awarded) {
    const { body } = await service.admin.get(`/v1/assertions?badgeClassId=${badgeClassId}`)
    t.match(body.data, [{ learnerId, status: 'active' }])
    t.equal(body.data.length, 1, 'there once')
  }
  const { body } = await eventsOnceThere(
    service.admin,
    awarded.length,
    '/v1/events?type=pathway.completed',
  )
  t.equal(body.data.length, awarded.length)
})
