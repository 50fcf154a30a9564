// What becomes of rows: policies, several workers, and a caller who changes their mind.
import t from 'tap'
import { batchWhen, learners, ndjson, sendBatch, upload } from '../support/award-batches.ts'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { holdAwards } from '../support/process-database.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

t.setTimeout(120_000)

type Line = { row: number; outcome: string; assertionId?: string; problem?: { field: string } }

async function results({ admin }: Service, id: string): Promise<Line[]> {
  const { text } = await admin.get(`/v1/award-batches/${id}/results`)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** How many assertions of a badge class each learner has, not counting revoked ones. */
async function standing({ database }: Service, badgeClassId: string): Promise<number[]> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(*)::int as count from assertions
      where badge_class_id = $1 and revoked_at is null group by learner_id`,
    [badgeClassId],
  )
  return rows.map(({ count }) => count)
}

const service = await startService(t)
await withJobs(t, service)
const { admin } = service

t.test('the same learner again: skipped, reissued or awarded once more', async (t) => {
  const { badgeClass } = await makeBadgeClass(admin)
  const rows = learners(40)
  const first = await batchWhen(
    admin,
    (await sendBatch(admin, badgeClass.id, rows)).id,
    'completed',
  )
  t.match(first, { awarded: 40, duplicates: 0 })
  const had = await results(service, first.id)

  const again = await sendBatch(admin, badgeClass.id, [...rows, ...rows, ...learners(2, 'new')])
  t.match(await batchWhen(admin, again.id, 'completed'), { awarded: 2, duplicates: 80 })
  const lines = await results(service, again.id)
  t.same(
    lines.slice(0, 40).map(({ assertionId }) => assertionId),
    had.map(({ assertionId }) => assertionId),
  )
  t.same(await standing(service, badgeClass.id), Array(42).fill(1))

  const reissued = await sendBatch(admin, badgeClass.id, rows, { query: '?onDuplicate=reissue' })
  t.match(await batchWhen(admin, reissued.id, 'completed'), { awarded: 40 })
  t.same(await standing(service, badgeClass.id), Array(42).fill(1))

  const allowed = await sendBatch(admin, badgeClass.id, rows, { query: '?onDuplicate=allow' })
  t.match(await batchWhen(admin, allowed.id, 'completed'), { awarded: 40 })
  t.same((await standing(service, badgeClass.id)).filter((count) => count === 2).length, 40)
})

t.test('a learner who comes twice in a file is reissued once', async (t) => {
  const { badgeClass } = await makeBadgeClass(admin)
  // More than are signed together, and more than one chunk has.
  const rows = learners(1_100, 'twice')
  const first = await sendBatch(admin, badgeClass.id, rows)
  await batchWhen(admin, first.id, 'completed')
  const twice = [...rows.slice(0, 300), ...rows.slice(0, 300), ...rows]
  const reissued = await sendBatch(admin, badgeClass.id, twice, { query: '?onDuplicate=reissue' })
  t.match(await batchWhen(admin, reissued.id, 'completed'), { awarded: 1_100, duplicates: 600 })
  t.same(await standing(service, badgeClass.id), Array(1_100).fill(1))
})

t.test('the same file in parallel, by two services, doubles nothing', async (t) => {
  const other = await startService(t, { databaseUrl: service.databaseUrl })
  await withJobs(t, other)
  const { badgeClass } = await makeBadgeClass(admin)
  const rows = learners(2_300, 'parallel')
  const sent = await Promise.all(
    [service, other, service].map(({ admin }) => sendBatch(admin, badgeClass.id, rows)),
  )
  const batches = await Promise.all(sent.map(({ id }) => batchWhen(admin, id, 'completed')))
  const sum = (count: 'awarded' | 'duplicates') =>
    batches.reduce((total, batch) => total + batch[count], 0)
  t.equal(sum('awarded'), 2_300)
  t.equal(sum('duplicates'), 4_600)
  t.same(await standing(service, badgeClass.id), Array(2_300).fill(1))
  for (const { id } of batches) {
    t.same(
      (await results(service, id)).map(({ row }) => row),
      rows.map((_, at) => at + 1),
    )
  }
  const { rows: events } = await service.database.pool.query(
    `select subject_ids[1] as id from events where type = 'award-batch.completed'`,
  )
  for (const { id } of batches) {
    t.equal(events.filter((event) => event.id === id).length, 1, 'it is told once')
  }
})

t.test('a batch with an invalid row is rejected as a whole', async (t) => {
  const { badgeClass } = await makeBadgeClass(admin)
  const good = learners(2_100, 'reject')
  const rows = good.with(1_500, { recipient: { type: 'email', value: 'nobody' } })
  const query = '?onInvalid=reject'
  const bad = await sendBatch(admin, badgeClass.id, rows, { query })
  t.match(await batchWhen(admin, bad.id, 'completed'), { awarded: 0, invalid: 1, failed: 2_099 })
  const lines = await results(service, bad.id)
  t.equal(lines.length, 2_100)
  t.match(lines[1_500], { row: 1_501, outcome: 'invalid', problem: { field: 'recipient.value' } })
  t.match(lines[0], { row: 1, outcome: 'failed', problem: { field: 'row', detail: /other rows/ } })
  t.same(await standing(service, badgeClass.id), [])

  const mended = await sendBatch(admin, badgeClass.id, good, { query })
  t.match(await batchWhen(admin, mended.id, 'completed'), { awarded: 2_100, invalid: 0, failed: 0 })
  t.same(await standing(service, badgeClass.id), Array(2_100).fill(1))
})

t.test('a batch is paused, resumed and cancelled', async (t) => {
  const { badgeClass } = await makeBadgeClass(admin)
  const hold = await holdAwards(t, service.databaseUrl)
  const { id } = await sendBatch(admin, badgeClass.id, learners(5_000, 'paused'))
  const act = (action: string) => admin.send('POST', `/v1/award-batches/${id}/${action}`, {})
  await hold.waiting(2)
  t.match(await act('pause'), { status: 200, body: { status: 'paused' } })
  t.match(await act('pause'), { status: 200, body: { status: 'paused' } })
  await hold.letGo()
  const under = async () => (await admin.get(`/v1/award-batches/${id}`)).body
  await until(async () => (await under()).awarded === 2_000)
  t.match(await under(), { status: 'paused', awarded: 2_000 }, 'what was under way was finished')

  const again = await holdAwards(t, service.databaseUrl)
  t.match(await act('resume'), { status: 200, body: { status: 'running' } })
  await again.waiting(2)
  // It waits for what is under way.
  const cancelled = act('cancel')
  await again.waiting(3)
  await again.letGo()
  t.match(await cancelled, {
    status: 200,
    body: { status: 'cancelled', awarded: 4_000, failed: 1_000, total: 5_000 },
  })
  t.match(await act('cancel'), { status: 200, body: { status: 'cancelled' } })
  t.match(await act('resume'), { status: 409 })
  const lines = await results(service, id)
  t.equal(lines.length, 5_000)
  t.equal(lines.filter(({ outcome }) => outcome === 'awarded').length, 4_000)
  t.match(lines.at(-1), { outcome: 'failed', problem: { detail: /cancelled/ } })
  t.equal((await standing(service, badgeClass.id)).length, 4_000)
})

t.test('a row that fails for a reason nobody foresaw fails alone', async (t) => {
  const { badgeClass } = await makeBadgeClass(admin)
  await service.database.pool.query(`
    create function refuse_note() returns trigger language plpgsql as $$
      begin
        if new.badge_class_id = '${badgeClass.id}' and new.valid_until = '2044-04-04T04:04:04Z'
        then raise exception 'sam@example.org'; end if;
        return new;
      end $$;
    create trigger refuse_note before insert on assertions
      for each row execute function refuse_note();`)
  const rows = learners(150, 'alone').map((row, at) =>
    at === 17 || at === 140 ? { ...row, validUntil: '2044-04-04T04:04:04Z' } : row,
  )
  const { id } = await sendBatch(admin, badgeClass.id, rows)
  t.match(await batchWhen(admin, id, 'completed'), { awarded: 148, failed: 2 })
  const lines = await results(service, id)
  t.same(
    lines.filter(({ outcome }) => outcome === 'failed').map(({ row }) => row),
    [18, 141],
  )
  t.match(lines[17], { problem: { field: 'row', detail: /on our side/ } })
  t.notMatch(service.log(), 'sam@example.org')
  await service.database.pool.query('drop trigger refuse_note on assertions')
})

t.test('a dry run answers as the award would, and stores nothing', async (t) => {
  const { badgeClass } = await makeBadgeClass(admin)
  const path = `/v1/badge-classes/${badgeClass.id}/award-batches`
  const known = learners(1, 'known')[0] as { recipient: object }
  const { id } = made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, ...known }))
  const rows = [known, ...learners(2), ...learners(1), { recipient: { type: 'email' } }]
  const before = (await admin.get('/v1/award-batches?limit=200')).body.data.length
  const answer = await upload(admin, `${path}?dryRun=true`, ndjson(rows))
  t.equal(answer.status, 200)
  t.match(
    answer.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [
      { row: 1, outcome: 'duplicate', assertionId: id, credentialUrl: /^http/ },
      { row: 2, outcome: 'awarded' },
      { row: 3, outcome: 'awarded' },
      { row: 4, outcome: 'duplicate' },
      { row: 5, outcome: 'invalid', problem: { field: 'recipient.value' } },
    ],
  )
  const csv = await upload(admin, `${path}?dryRun=true`, ndjson(rows), { accept: 'text/csv' })
  t.match(csv.headers.get('content-type'), /^text\/csv/)
  t.equal(csv.text.split('\r\n').length, 7)
  t.equal((await admin.get('/v1/award-batches?limit=200')).body.data.length, before)
  t.same(await standing(service, badgeClass.id), [1])
  t.match(await upload(admin, `${path}?dryRun=true`, ''), { status: 400 })
  const broken = `${ndjson(learners(2_000))}`
  const cut = await upload(
    admin,
    `${path}?dryRun=true`,
    `[${broken.trimEnd().replaceAll('\n', ',')}`,
    {
      'content-type': 'application/json',
    },
  )
  t.match(JSON.parse(cut.text.trimEnd().split('\n').at(-1) as string), {
    outcome: 'failed',
    problem: { field: 'body' },
  })
})
