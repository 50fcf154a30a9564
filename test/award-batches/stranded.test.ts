// Whoever keeps workers from the rows of a batch may go away without a word.
import pg from 'pg'
import t from 'tap'
import { batchWhen, learners, sendBatch } from '../support/award-batches.ts'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.setTimeout(60_000)

t.test('a batch goes on when a service dies that was about to cancel it', async (t) => {
  const service = await startService(t)
  const { admin, database } = service
  const { badgeClass } = await makeBadgeClass(admin)
  for (const query of ['', '?onInvalid=reject']) {
    const { id } = await sendBatch(admin, badgeClass.id, learners(30), { query })
    // What a cancel holds until it has committed; with the connection it goes.
    const dying = new pg.Client({ connectionString: service.databaseUrl })
    await dying.connect()
    await dying.query('begin')
    await dying.query('select from award_batch_chunks where batch_id = $1 for update', [id])
    if (query === '') await withJobs(t, service)
    await until(async () => {
      const { rows } = await database.pool.query(
        'select from graphile_worker._private_jobs where locked_at is null and attempts = 0 and run_at <= now()',
      )
      return rows.length === 0
    })
    await dying.end()
    t.match(await batchWhen(admin, id, 'completed'), { total: 30, failed: 0 }, query)
  }
})
