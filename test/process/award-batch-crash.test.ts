// kill -9 while a batch is awarded, or received: nothing is lost, nothing is doubled.
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { batchWhen, learners, ndjson, sendBatch, upload } from '../support/award-batches.ts'
import { query, until } from '../support/embedded.ts'
import { onTestDatabase, type Running, start } from '../support/process.ts'
import { makeBadgeClass } from '../support/programme.ts'

t.setTimeout(280_000)

/** How often it is killed. The whole: WAYMARK_TEST_COUNT=10. */
const KILLS = Number(process.env.WAYMARK_TEST_COUNT ?? 3)
/** More chunks than can be done before it is killed last. */
const ROWS = 2_000 * (KILLS + 1)
/** For a single kill. */
const FEW = 3_000
const PUBLIC_URL = 'http://badges.example.org'

/** Every learner has one assertion; every row its answer, in order, and its own assertion. */
async function reckon(
  t: Test,
  service: Running,
  databaseUrl: string,
  batch: { id: string; count: number },
) {
  const { count } = batch
  const ended = await batchWhen(service.admin, batch.id, 'completed')
  t.match(ended, { total: count, awarded: count, duplicates: 0, invalid: 0, failed: 0 })
  const [counts] = await query(
    databaseUrl,
    `select count(*)::int as all, count(distinct learner_id)::int as learners,
        count(distinct (status_list_id, status_list_index))::int as places
      from assertions`,
  )
  t.same(counts, { all: count, learners: count, places: count })
  const { text } = await service.admin.get(`/v1/award-batches/${batch.id}/results`)
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.same(
    lines.map(({ row }) => row),
    Array.from({ length: count }, (_, at) => at + 1),
  )
  t.equal(new Set(lines.map(({ assertionId }) => assertionId)).size, count)
  const [told] = await query(
    databaseUrl,
    `select count(*)::int as count from events where type = 'award-batch.completed'`,
  )
  t.same(told, { count: 1 })
}

/** Waits until more rows are awarded than before, and then for a moment. */
async function progress(databaseUrl: string, before: number): Promise<number> {
  let awarded = before
  await until(async () => {
    const [row] = await query<{ awarded: number }>(
      databaseUrl,
      'select awarded from award_batches order by id limit 1',
    )
    awarded = row?.awarded ?? 0
    return awarded > before || awarded === ROWS
  })
  await delay(Math.random() * 100)
  return awarded
}

t.test(`the service is killed ${KILLS} times`, async (t) => {
  const env = { ...(await onTestDatabase(t)), PUBLIC_URL }
  let service = await start(t, env)
  const { badgeClass } = await makeBadgeClass(service.admin)
  const batch = await sendBatch(service.admin, badgeClass.id, learners(ROWS))
  let awarded = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    awarded = await progress(env.DATABASE_URL, awarded)
    await service.end('SIGKILL')
    service = await start(t, env)
  }
  t.ok(awarded < ROWS, `${awarded} of ${ROWS} when it was killed last`)
  await reckon(t, service, env.DATABASE_URL, { id: batch.id, count: ROWS })
})

t.test('one of two services is killed', async (t) => {
  const env = { ...(await onTestDatabase(t)), PUBLIC_URL }
  const [dying, service] = await Promise.all([start(t, env), start(t, env)])
  const { badgeClass } = await makeBadgeClass(dying.admin)
  const batch = await sendBatch(dying.admin, badgeClass.id, learners(FEW))
  await progress(env.DATABASE_URL, 0)
  await dying.end('SIGKILL')
  await reckon(t, service, env.DATABASE_URL, { id: batch.id, count: FEW })
})

t.test('the service that receives a batch is killed', async (t) => {
  const env = { ...(await onTestDatabase(t)), PUBLIC_URL }
  const [dying, service] = await Promise.all([start(t, env), start(t, env)])
  const { badgeClass } = await makeBadgeClass(dying.admin)
  const path = `/v1/badge-classes/${badgeClass.id}/award-batches`
  const rows = learners(FEW)
  const key = { 'idempotency-key': 'killed' }
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(Buffer.from(ndjson(rows.slice(0, 2_500)))),
  })
  const headers = { 'content-type': 'application/x-ndjson', ...key }
  const sending = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
  const sent = dying.admin.send('POST', path, sending).catch(() => 'cut off')
  const first = async () => (await service.admin.get('/v1/award-batches')).body.data[0]
  await until(async () => (await first())?.total === 2_000)
  const killedAt = performance.now()
  await dying.end('SIGKILL')
  t.equal(await sent, 'cut off')
  await until(async () => (await first()).status === 'incomplete')
  t.ok(performance.now() - killedAt < 10_000, 'within ten seconds')
  const { id } = await first()
  t.match(await upload(service.admin, path, ndjson(rows), key), { status: 202, body: { id } })
  await reckon(t, service, env.DATABASE_URL, { id, count: FEW })
})
