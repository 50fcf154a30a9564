// Everything that a batch awarded is taken back.
import t from 'tap'
import { batchWhen, learners, sendBatch } from '../support/award-batches.ts'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const reason = 'The course was never held.'

/** How many assertions of a service are revoked, and how many revocations were kept. */
async function revokedIn({ database }: Service): Promise<{ assertions: number; changes: number }> {
  const { rows } = await database.pool.query(
    `select (select count(*)::int from assertions where revoked_at is not null) as assertions,
      (select count(*)::int from status_changes) as changes`,
  )
  return rows[0]
}

t.test('a small batch is revoked at once, and nothing else is', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const [one, two, three] = learners(3)
  const kept = made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, ...one }))
  const { id } = await sendBatch(admin, badgeClass.id, [one, two, three])
  const path = `/v1/award-batches/${id}`
  const batch = await batchWhen(admin, id, 'completed')
  t.match(batch, { awarded: 2, duplicates: 1, revocation: null })

  const answer = await admin.post(`${path}/revocation`, { reason })
  t.equal(answer.status, 202)
  t.match(answer.body.revocation, {
    status: 'completed',
    total: 2,
    revoked: 2,
    reason,
    problem: null,
    completedAt: String,
  })
  t.same((await admin.get(path)).body, answer.body)
  t.same(await revokedIn(service), { assertions: 2, changes: 2 })
  t.match((await admin.get(`/v1/assertions/${kept.id}`)).body, { status: 'active' })
  const results = (await admin.get(`${path}/results?outcome=awarded`)).text.trim().split('\n')
  for (const { credentialUrl, assertionId } of results.map((line) => JSON.parse(line))) {
    t.match((await admin.get(`/v1/assertions/${assertionId}`)).body, { revocationReason: reason })
    const report = await as(null).post('/v1/verify', { url: credentialUrl })
    t.equal(report.body.verdict, 'invalid')
  }

  const again = await admin.post(`${path}/revocation`, { reason: 'Another one.' })
  t.equal(again.status, 202)
  t.same(again.body, answer.body, 'asking again changes nothing')
  t.same(await revokedIn(service), { assertions: 2, changes: 2 })
  t.equal(issuer.id, batch.issuerId)
})

t.test('a reason that names a learner is refused, and another one is not', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const small = await sendBatch(admin, badgeClass.id, learners(2, 'small'))
  await batchWhen(admin, small.id, 'completed')
  const refused = await admin.post(`/v1/award-batches/${small.id}/revocation`, {
    reason: 'Asked for by Small-1@Example.org.',
  })
  t.match(refused.body, { status: 400, errors: [{ field: 'reason' }] })
  t.same(await revokedIn(service), { assertions: 0, changes: 0 })

  const large = await sendBatch(admin, badgeClass.id, learners(2_001, 'large'))
  const path = `/v1/award-batches/${large.id}`
  await batchWhen(admin, large.id, 'completed')
  const named = await admin.post(`${path}/revocation`, { reason: 'Like large-2000@example.org.' })
  t.equal(named.status, 202)
  const ended = async (status: string) => {
    await until(async () => (await admin.get(path)).body.revocation.status === status)
    return (await admin.get(path)).body.revocation
  }
  t.match(await ended('refused'), { revoked: 0, problem: /nothing was revoked/ })
  t.same(await revokedIn(service), { assertions: 0, changes: 0 }, 'not even a part of it')

  const mended = await admin.post(`${path}/revocation`, { reason })
  t.match(mended.body.revocation, { total: 2_001, reason, problem: null })
  t.match(await ended('completed'), { revoked: 2_001, total: 2_001 })
  t.same(await revokedIn(service), { assertions: 2_001, changes: 2_001 })
})

t.test('only a batch that has ended can be revoked', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const { id } = await sendBatch(admin, badgeClass.id, learners(2))
  const path = `/v1/award-batches/${id}`
  const early = await admin.post(`${path}/revocation`, { reason })
  t.equal(early.status, 409)
  t.match(early.body.detail, /cancel it/)
  await admin.post(`${path}/cancel`, undefined)
  t.match((await admin.post(`${path}/revocation`, { reason })).body.revocation, {
    status: 'completed',
    total: 0,
    revoked: 0,
  })
  const nobody = '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'
  t.equal((await admin.post(`/v1/award-batches/${nobody}/revocation`, { reason })).status, 404)
})

t.test(
  'a step that fails, two workers, and a job that comes again revoke nothing twice',
  async (t) => {
    const service = await startService(t)
    const { admin, deps, database } = service
    const { badgeClass } = await makeBadgeClass(admin)
    const { id } = await sendBatch(admin, badgeClass.id, learners(1_700))
    const { awardBatches } = deps.services
    const path = `/v1/award-batches/${id}`
    while ((await admin.get(path)).body.status !== 'completed') {
      await awardBatches.work({ awardBatchId: id, lane: '1' } as never)
    }
    await admin.post(`${path}/revocation`, { reason })
    const { revocations } = awardBatches.answers

    await database.pool.query(`
    create function fail() returns trigger language plpgsql as $$ begin raise 'too late'; end $$;
    create trigger fail before update on award_batches for each row
      when (new.revocation_status = 'running' and new.revocation_chunk = 2) execute function fail()`)
    let failure: unknown
    for (let step = 0; step < 12 && failure === undefined; step += 1) {
      await revocations.work(id).catch((error) => {
        failure = error
      })
    }
    t.match((failure as Error).cause ?? failure, { message: /too late/ })
    t.same(await revokedIn(service), { assertions: 1_000, changes: 1_000 }, 'no half of a chunk')
    t.match((await admin.get(path)).body.revocation, { status: 'running', revoked: 1_000 })
    await database.pool.query('drop function fail cascade')

    await Promise.all(Array.from({ length: 6 }, () => revocations.work(id)))
    t.match((await admin.get(path)).body.revocation, { status: 'completed', revoked: 1_700 })
    t.same(await revokedIn(service), { assertions: 1_700, changes: 1_700 })
  },
)
