// Transactions that wait for each other: the database gives one of them up.
import pg from 'pg'
import t from 'tap'
import { learners, sendBatch } from '../support/award-batches.ts'
import { query, until } from '../support/embedded.ts'
import { makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('a request that got in the way of another is asked to be sent again', async (t) => {
  const service = await startService(t)
  const { admin, databaseUrl } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const { id } = await sendBatch(admin, badgeClass.id, learners(3))
  const other = new pg.Client({ connectionString: databaseUrl })
  await other.connect()
  t.teardown(() => other.end())
  await other.query("set deadlock_timeout = '30s'")
  await other.query('begin')
  // Who cancels has the chunks and waits for the batch.
  await other.query('select from award_batches where id = $1 for update', [id])
  const cancelled = admin.send('POST', `/v1/award-batches/${id}/cancel`, {})
  await until(async () => {
    const waiting = await query(
      databaseUrl,
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
    return waiting.length > 0
  })
  const crossing = other.query('update award_batch_chunks set state = state where batch_id = $1', [
    id,
  ])
  const answer = await cancelled
  t.match(answer, { status: 503, body: { type: /unavailable/ } }, answer.text)
  t.equal(answer.headers.get('retry-after'), '1')
  await crossing
  await other.query('rollback')
  t.match(await admin.send('POST', `/v1/award-batches/${id}/cancel`, {}), { status: 200 })
})
