import { setImmediate } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { notAProblem } from '../support/problem.ts'
import { issuerInput, made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService, type Teardown } from '../support/service.ts'
import { dump } from '../support/tables.ts'

const keyed = (key: string) => ({ 'idempotency-key': key })
const card = (value: string) => ({ type: 'library-card', value, authority: 'harbour' })

/** A connection of the test's own. */
async function connect(t: Teardown, { databaseUrl }: Service): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => undefined)
  await client.connect()
  t.teardown(() => client.end())
  return client
}

/** Resolves once so many statements of the service wait for a lock. */
async function waiting(client: pg.Client, count: number): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      `select 1 from pg_stat_activity
       where datname = current_database() and application_name = 'waymark'
         and wait_event_type = 'Lock'`,
    )
    if (rows.length >= count) return
    await setImmediate()
  }
}

t.test('keys are remembered by every instance, and over a restart', async (t) => {
  const first = await startService(t)
  const { badgeClass } = await makeBadgeClass(first.admin)
  const body = { badgeClassId: badgeClass.id, recipient: card('1') }
  const answer = await first.admin.post('/v1/assertions', body, keyed('restart'))
  t.equal(answer.status, 201)

  const second = await startService(t, { databaseUrl: first.databaseUrl })
  const again = await second.admin.post('/v1/assertions', body, keyed('restart'))
  t.equal(again.status, 201)
  t.equal(again.text, answer.text)
  t.equal((await second.admin.get('/v1/assertions')).body.data.length, 1)
})

t.test('while the first request is under way the same key is answered 409', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const body = { badgeClassId: badgeClass.id, recipient: card('1') }
  const own = await connect(t, service)
  // The first award of a version has to write its row: held here, it waits.
  await own.query('begin')
  await own.query('select 1 from badge_class_versions for update')

  const underWay = admin.post('/v1/assertions', body, keyed('busy'))
  await waiting(await connect(t, service), 1)
  const early = await admin.post('/v1/assertions', body, keyed('busy'))
  t.equal(early.status, 409)
  t.equal(notAProblem(early, 'Idempotency-Key'), null)
  t.match(early.body.type, /request-in-progress$/)
  t.match(early.headers.get('retry-after'), /^\d+$/)

  await own.query('commit')
  const first = await underWay
  t.equal(first.status, 201)
  const late = await admin.post('/v1/assertions', body, keyed('busy'))
  t.equal(late.text, first.text)
  t.equal((await admin.get('/v1/assertions')).body.data.length, 1)
})

t.test('of two requests that both found no answer one is answered', async (t) => {
  const service = await startService(t)
  const { admin, database } = service
  const once = await makeBadgeClass(admin)
  const twice = await makeBadgeClass(admin)
  const award = (badgeClassId: string) =>
    admin.post('/v1/assertions', { badgeClassId, recipient: card('1') }, keyed('race'))
  t.equal((await award(once.badgeClass.id)).status, 201)
  await database.pool.query("update idempotency_records set expires_at = '2000-01-01'")
  const own = await connect(t, service)
  await own.query('begin')
  await own.query('select 1 from badge_class_versions for update')
  const late = award(twice.badgeClass.id)
  await waiting(await connect(t, service), 1)
  // As if the answer of another request had been kept after this one looked for it.
  await database.pool.query("update idempotency_records set expires_at = '2999-01-01'")
  await own.query('commit')
  const answer = await late
  t.equal(answer.status, 409)
  t.match(answer.body.type, /request-in-progress$/)
  t.equal((await admin.get('/v1/assertions')).body.data.length, 1, 'and what it made is undone')
})

t.test('fifty parallel awards with one key make one assertion', async (t) => {
  const one = await startService(t)
  const two = await startService(t, { databaseUrl: one.databaseUrl })
  const { badgeClass } = await makeBadgeClass(one.admin)
  const body = { badgeClassId: badgeClass.id, recipient: card('1') }
  const ask = (position: number) =>
    [one, two][position % 2]?.admin.post('/v1/assertions', body, keyed('fifty'))
  const answers = await Promise.all(Array.from({ length: 50 }, (_, position) => ask(position)))

  const ids = answers.flatMap((answer) => (answer?.status === 201 ? [answer.body.id] : []))
  t.ok(ids.length >= 1)
  t.equal(new Set(ids).size, 1)
  t.same(
    answers.filter((answer) => answer?.status !== 201 && answer?.status !== 409),
    [],
    'every other answer is that it is under way',
  )
  const { data } = (await one.admin.get('/v1/assertions')).body
  t.equal(data.length, 1)
  t.equal(data[0].id, ids[0])
  t.equal(made((await ask(0)) as never).id, ids[0], 'and asking again gives it')
})

t.test(
  'fifty parallel awards with fifty keys make fifty, without one being turned away',
  async (t) => {
    const { admin } = await startService(t)
    const { badgeClass } = await makeBadgeClass(admin)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, position) =>
        admin.post(
          '/v1/assertions',
          { badgeClassId: badgeClass.id, recipient: card(`${position}`) },
          keyed(`award-${position}`),
        ),
      ),
    )
    t.same([...new Set(answers.map(({ status }) => status))], [201])
    t.equal(new Set(answers.map(({ body }) => body.id)).size, 50)
  },
)

t.test('a request that fails leaves its key usable', async (t) => {
  const { admin, database } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const body = { badgeClassId: badgeClass.id, recipient: card('1') }
  await admin.delete(`/v1/issuers/${issuer.id}`)
  const refused = await admin.post('/v1/assertions', body, keyed('again'))
  t.equal(refused.status, 409)
  t.match(refused.body.type, /:conflict$/)
  t.equal((await admin.post('/v1/assertions', { ...body, x: 1 }, keyed('again'))).status, 400)
  const { rows } = await database.pool.query('select 1 from idempotency_records')
  t.same(rows, [])

  await admin.patch(`/v1/issuers/${issuer.id}`, { archived: false })
  t.equal((await admin.post('/v1/assertions', body, keyed('again'))).status, 201)
})

t.test('the keys of two callers have nothing to do with each other', async (t) => {
  const { admin, as } = await startService(t)
  const one = as(await makeKey(admin, ['issuers:write']))
  const two = as(await makeKey(admin, ['issuers:write']))
  const ids = []
  for (const [client, name] of [
    [one, 'One'],
    [two, 'Two'],
    [admin, 'Three'],
  ] as const) {
    const answer = await client.post('/v1/issuers', { ...issuerInput, name }, keyed('same'))
    t.match(answer, { status: 201, body: { name } })
    ids.push(answer.body.id)
  }
  t.equal(new Set(ids).size, 3)
})

t.test('a key is forgotten after its time', async (t) => {
  let time = new Date('2026-03-01T10:00:00Z')
  const { admin, deps, database } = await startService(t, {
    now: () => time,
    env: { IDEMPOTENCY_RETENTION_HOURS: '2' },
  })
  const records = async () =>
    (await database.pool.query('select 1 from idempotency_records')).rows.length
  const create = () => admin.post('/v1/issuers', issuerInput, keyed('short'))
  const first = made(await create())
  time = new Date('2026-03-01T11:59:59Z')
  t.equal(made(await create()).id, first.id)
  await deps.creations.expire(time)
  t.equal(await records(), 1, 'not yet')

  time = new Date('2026-03-01T12:00:00Z')
  const second = made(await create())
  t.not(second.id, first.id, 'a key whose time is over is new, swept away or not')
  t.equal(made(await create()).id, second.id, 'and is remembered anew')

  time = new Date('2026-03-01T14:00:00Z')
  await deps.creations.expire(time)
  t.equal(await records(), 0)
})

t.test('what is kept of a request can be read by nobody', async (t) => {
  const service = await startService(t)
  const { admin, database } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const secrets = ['my-own-key-4711', '2900777', 'Sam Sample', 'told nobody else']
  const answers = [
    await admin.post('/v1/api-keys', { name: 'x', scopes: ['verify'] }, keyed('my-own-key-4711')),
    await admin.post(
      '/v1/learners',
      { identifiers: [card('2900777')], displayName: 'Sam Sample' },
      keyed('two'),
    ),
    await admin.post(
      '/v1/assertions',
      { badgeClassId: badgeClass.id, recipient: card('2900777'), note: 'told nobody else' },
      keyed('three'),
    ),
  ]
  const { rows } = await database.pool.query('select * from idempotency_records')
  t.equal(rows.length, 3)
  t.same(
    Object.keys(rows[0]).sort(),
    ['expires_at', 'key_hash', 'request_hash', 'result_id', 'sealed_answer'],
    'hashes, an id, a time, and the sealed answer',
  )
  const stored = await dump(database)
  for (const secret of [...secrets, answers[0]?.body.key.slice(-43)]) {
    t.notOk(stored.includes(secret), secret)
  }
})
