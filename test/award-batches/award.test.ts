// Many awards in one request: from the rows to the badges.
import t from 'tap'
import { batchWhen, learners, sendBatch } from '../support/award-batches.ts'
import { withJobs } from '../support/jobs.ts'
import { makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('rows become badges', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const sent = await sendBatch(admin, badgeClass.id, learners(1_205))
  t.match(sent, { status: 'queued', total: 1_205, awarded: 0, issuerId: issuer.id })
  const batch = await batchWhen(admin, sent.id, 'completed')
  t.match(batch, { awarded: 1_205, duplicates: 0, invalid: 0, failed: 0, total: 1_205 })
})
