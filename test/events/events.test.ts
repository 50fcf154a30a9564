import t from 'tap'
import { type NewEvent, recordEvents } from '../../src/events/index.ts'
import { eventsOnceThere } from '../support/events.ts'
import { makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const SUBJECT = '019aa7c6-0c11-7e2a-9b0d-7f2f4c1a9d41'
const OTHER = '019aa7c6-0c11-7e2a-9b0d-7f2f4c1a9d42'

const awarded = (issuerId: string | null, ...subjectIds: string[]): NewEvent => ({
  type: 'assertion.awarded',
  issuerId,
  subjectIds,
})

const record = ({ database }: Service, ...events: NewEvent[]) =>
  database.transaction(async (tx) => recordEvents(tx, events))

/** As if what was made so far had always been there. */
async function forget({ database }: Service): Promise<void> {
  await database.pool.query('delete from events')
}

const subjects = (answer: { body: { data: { subjectIds: string[] }[] } }) =>
  answer.body.data.map(({ subjectIds }) => subjectIds)

t.test('what happened is read in its order, a page after the other', async (t) => {
  const service = await startService(t)
  const { issuer } = await makeBadgeClass(service.admin)
  await forget(service)
  t.same((await service.admin.get('/v1/events')).body, { data: [], hasMore: false })
  await record(
    service,
    awarded(issuer.id, SUBJECT, OTHER),
    { type: 'award-batch.completed', issuerId: null, subjectIds: [OTHER] },
    awarded(issuer.id),
  )
  await record(service)
  await record(service, awarded(issuer.id, OTHER))

  const all = await eventsOnceThere(service.admin, 4)
  t.same(subjects(all), [[SUBJECT, OTHER], [OTHER], [], [OTHER]])
  t.match(all.body.data[0], {
    id: /^019|^01/,
    type: 'assertion.awarded',
    issuerId: issuer.id,
    at: /Z$/,
  })
  t.same(all.body.hasMore, false)
  const first = await service.admin.get('/v1/events?limit=3')
  t.same(first.body, { data: all.body.data.slice(0, 3), hasMore: true })
  const after = first.body.data.at(-1).id
  t.same((await service.admin.get(`/v1/events?after=${after}`)).body.data, all.body.data.slice(3))
  const last = all.body.data.at(-1).id
  t.same((await service.admin.get(`/v1/events?after=${last}`)).body, { data: [], hasMore: false })
  t.same(subjects(await service.admin.get('/v1/events?type=award-batch.completed')), [[OTHER]])
})

t.test(
  'an event waits for those of transactions that began before, and is not passed',
  async (t) => {
    const service = await startService(t)
    const begun = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const slow = service.database.transaction(async (tx) => {
      recordEvents(tx, [awarded(null, SUBJECT)])
      await tx.execute('select 1')
      begun.resolve()
      await goOn.promise
    })
    await begun.promise
    await record(service, awarded(null, OTHER))
    t.same(
      subjects(await service.admin.get('/v1/events')),
      [],
      'the later one would hide the earlier',
    )
    goOn.resolve()
    await slow
    t.same(subjects(await eventsOnceThere(service.admin, 2)), [[SUBJECT], [OTHER]])
  },
)

t.test('what did not happen is not told of', async (t) => {
  const service = await startService(t)
  const failed = service.database.transaction(async (tx) => {
    recordEvents(tx, [awarded(null, SUBJECT)])
    throw new Error('undone')
  })
  await t.rejects(failed, { message: 'undone' })
  t.same(subjects(await service.admin.get('/v1/events')), [])
})

t.test(
  'the key of an issuer reads that issuer’s, and of no other even whether it is',
  async (t) => {
    const service = await startService(t)
    const { issuer } = await makeBadgeClass(service.admin)
    await forget(service)
    const { body: key } = await service.admin.post('/v1/api-keys', {
      name: 'Events',
      scopes: ['events:read'],
      issuerId: issuer.id,
    })
    await record(service, awarded(null, SUBJECT), awarded(issuer.id, OTHER))
    const [platforms] = (await eventsOnceThere(service.admin, 2)).body.data
    const bound = service.as(key.key)
    t.same(subjects(await bound.get('/v1/events')), [[OTHER]])
    for (const after of [platforms.id, SUBJECT]) {
      const answer = await bound.get(`/v1/events?after=${after}`)
      t.match(answer, { status: 400, body: { errors: [{ field: 'after', detail: /still kept/ }] } })
    }
  },
)

t.test('what cannot be asked', async (t) => {
  const { admin } = await startService(t)
  for (const [query, field] of [
    ['after=1', 'after'],
    ['type=nothing', 'type'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
  ]) {
    const answer = await admin.get(`/v1/events?${query}`)
    t.match(answer, { status: 400, body: { errors: [{ field }] } }, query as string)
  }
})

t.test('events are forgotten when their time is over', async (t) => {
  let passed = 0
  const service = await startService(t, {
    env: { EVENTS_RETENTION_DAYS: '7' },
    now: () => new Date(Date.now() + passed),
  })
  await record(service, awarded(null, SUBJECT), awarded(null, OTHER))
  await service.deps.services.events.forget()
  t.equal(subjects(await eventsOnceThere(service.admin, 2)).length, 2)
  passed = 7.1 * 86_400_000
  await service.deps.services.events.forget()
  t.equal(subjects(await service.admin.get('/v1/events')).length, 0)
})

t.test('a database that was moved to another server goes on in order', async (t) => {
  const service = await startService(t)
  await record(service, awarded(null, SUBJECT), awarded(null, OTHER))
  await service.database.pool.query(
    `update events set transaction = (transaction::text::bigint + 1000000)::text::xid8`,
  )
  t.same(subjects(await service.admin.get('/v1/events')), [], 'as if they were of the future')
  await service.deps.services.events.settle()
  await record(service, awarded(null, SUBJECT, OTHER))
  const all = await eventsOnceThere(service.admin, 3)
  t.same(subjects(all), [[SUBJECT], [OTHER], [SUBJECT, OTHER]])
})
