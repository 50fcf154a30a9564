// Rows are people's data: they are kept as long as the answers to them, and no longer.
import t from 'tap'
import { batchWhen, learners, sendBatch } from '../support/award-batches.ts'
import { withJobs } from '../support/jobs.ts'
import { makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** A service whose clock a test sets; it keeps answers for a week. */
async function startWithClock(t: Parameters<typeof startService>[0]) {
  let offset = 0
  const service = await startService(t, {
    env: { AWARD_BATCH_ANSWERS_DAYS: '7' },
    now: () => new Date(Date.now() + offset),
  })
  const forget = () => service.deps.services.awardBatches.retention.forget()
  return {
    service,
    forget,
    after(days: number) {
      offset = days * DAY_MS
    },
  }
}

/** How many sealed values of batches and their chunks there are. */
async function sealedIn({ database }: Service): Promise<number> {
  const { rows } = await database.pool.query(
    `select (select count(sealed_format)::int from award_batches)
      + (select (count(sealed_rows) + count(sealed_answers))::int from award_batch_chunks) as count`,
  )
  return rows[0].count
}

t.test('a week after its end a batch has neither rows nor answers', async (t) => {
  const { service, forget, after } = await startWithClock(t)
  await withJobs(t, service)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const { id } = await sendBatch(admin, badgeClass.id, learners(1_005))
  const path = `/v1/award-batches/${id}`
  const batch = await batchWhen(admin, id, 'completed')
  t.equal(Date.parse(batch.answersUntil) - Date.parse(batch.completedAt), 7 * DAY_MS)
  t.equal(batch.forgottenAt, null)
  const results = (await admin.get(`${path}/results`)).text

  after(6.9)
  t.equal(await forget(), 0)
  t.equal((await admin.get(`${path}/results`)).text, results)
  after(7.1)
  t.equal(await forget(), 1)
  t.equal(await forget(), 0, 'once')
  t.equal(await sealedIn(service), 0)

  const { body } = await admin.get(path)
  t.match(body, { status: 'completed', total: 1_005, awarded: 1_005, forgottenAt: String })
  for (const what of ['results', 'results?format=csv', 'failures']) {
    const gone = await admin.get(`${path}/${what}`)
    t.equal(gone.status, 410, what)
    t.match(gone.body, { type: /:gone$/, detail: /were deleted on \d{4}-/ })
  }

  const archive = await admin.get(`${path}/credentials`)
  t.equal(archive.status, 200, 'what it awarded can still be exported')
  t.match(archive.text, /credentials\/[\w-]{22}\.json/)
  const events = await admin.get(`${path}/events`)
  t.match(events.text, /event: completed/)
  const revoked = await admin.post(`${path}/revocation`, { reason: 'An error.' })
  t.equal(revoked.status, 202, 'and revoked')
  const ended = async () => (await admin.get(path)).body.revocation
  while ((await ended()).status !== 'completed') await new Promise(setImmediate)
  t.match(await ended(), { revoked: 1_005 })
})

t.test('a batch that waits for its caller is cancelled when nobody comes', async (t) => {
  const { service, forget, after } = await startWithClock(t)
  const { admin, database } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const send = async (name: string) => (await sendBatch(admin, badgeClass.id, learners(3, name))).id
  const [paused, incomplete, queued] = [await send('a'), await send('b'), await send('c')]
  await admin.post(`/v1/award-batches/${paused}/pause`, undefined)
  await database.pool.query(`update award_batches set status = 'incomplete' where id = $1`, [
    incomplete,
  ])
  for (const id of [paused, incomplete]) {
    const { body } = await admin.get(`/v1/award-batches/${id}`)
    t.equal(Date.parse(body.answersUntil) - Date.parse(body.updatedAt), 7 * DAY_MS)
  }
  after(8)
  t.equal(await forget(), 2)
  for (const id of [paused, incomplete]) {
    const { body } = await admin.get(`/v1/award-batches/${id}`)
    t.match(body, { status: 'cancelled', total: 3, failed: 3, forgottenAt: String })
    t.equal((await admin.get(`/v1/award-batches/${id}/results`)).status, 410)
  }
  t.match((await admin.get(`/v1/award-batches/${queued}`)).body, {
    status: 'queued',
    answersUntil: null,
  })
  t.equal(await sealedIn(service), 2, 'what is to be worked on stays')
  const { rows } = await database.pool.query(
    `select type, subject_ids from events where type = 'award-batch.cancelled'`,
  )
  t.same(rows.map(({ subject_ids }) => subject_ids[0]).toSorted(), [paused, incomplete].toSorted())
})

t.test('services that look at the same time do each thing once', async (t) => {
  const { service, forget, after } = await startWithClock(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  for (let number = 0; number < 5; number += 1) {
    const { id } = await sendBatch(admin, badgeClass.id, learners(1, `n${number}`))
    await admin.post(`/v1/award-batches/${id}/cancel`, undefined)
  }
  after(8)
  const counts = await Promise.all([forget(), forget(), forget()])
  t.equal(
    counts.reduce((sum, count) => sum + count),
    5,
  )
  t.equal(await sealedIn(service), 0)
})
