// Whoever is at something about a learner while the learner is erased, or merged, leaves no row of
// somebody who is no more: not in any table, however the two come to lie.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import t from 'tap'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { put } from './full-record.ts'
import { everything, found } from './traces.ts'

const REASON = { reason: 'Asked for.' }

t.test('a learner is erased while others are at it', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin, database } = service
  const { badgeClass } = await makeBadgeClass(admin, {})
  const awarded = async (email: string) => {
    const recipient = { type: 'email', value: email }
    return made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))
  }
  const erase = (learnerId: string) => admin.post(`/v1/learners/${learnerId}/erasure`, REASON)
  const completed = (erasureId: string) =>
    until(async () => (await admin.get(`/v1/erasures/${erasureId}`)).body.status === 'completed')
  const left = async (id: string) => found(await everything(service), { id })

  const ways: Record<string, (id: string) => Promise<{ status: number }>> = {
    visibility: (id) => put(admin, `/v1/assertions/${id}/visibility`, { visibility: 'hidden' }),
    acceptance: (id) => put(admin, `/v1/assertions/${id}/acceptance`, { status: 'accepted' }),
    revocation: (id) => admin.post(`/v1/assertions/${id}/revocation`, { reason: 'A mistake.' }),
    note: (id) => admin.patch(`/v1/assertions/${id}`, { note: 'By the door.' }),
  }

  for (const [name, change] of Object.entries(ways)) {
    await t.test(`many at once: ${name}`, async (t) => {
      const first = await awarded(`${name}@example.org`)
      const ids = [first.id]
      while (ids.length < 11) ids.push((await awarded(`${name}@example.org`)).id)
      const { learnerId } = first
      const changes = ids.map((id) => change(id))
      const reads = ids.map((id) => admin.get(`/v1/assertions/${id}`))
      const erasure = await erase(learnerId)
      t.equal(erasure.status, 202, erasure.text)
      for (const { status } of await Promise.all(changes))
        t.match(String(status), /^(200|409|503)$/)
      await Promise.all(reads)
      await completed(erasure.body.id)
      t.same(await left(learnerId), [])
    })
  }

  await t.test('who has the award first is waited for, and leaves nothing', async (t) => {
    const { id, learnerId } = await awarded('waits@example.org')
    const holder = await database.pool.connect()
    await holder.query('begin')
    await holder.query('select from assertions where id = $1 for update', [id])
    const change = ways.visibility?.(id)
    await until(async () => (await waiting(service)) === 1)
    const asked = erase(learnerId)
    await until(async () => (await waiting(service)) === 2)
    await holder.query('commit')
    holder.release()
    t.equal((await change)?.status, 200)
    const erasure = await asked
    const { rows } = await database.pool.query('select from audit_records where learner_id = $1', [
      learnerId,
    ])
    t.same(rows, [], 'at once')
    await completed(erasure.body.id)
    t.same(await left(learnerId), [])
  })

  await t.test('what is written meanwhile, whatever it is, is found by the job', async (t) => {
    const { learnerId } = await awarded('meanwhile@example.org')
    const { id: placeId } = made(await admin.post('/v1/places', { name: 'Harbour' }))
    const gate = new EventTarget()
    const opened = once(gate, 'open')
    const meanwhile = database.transaction(async (tx) => {
      const query = (text: string, ...values: unknown[]) => tx.$client.query(text, values)
      await query('select 1')
      await opened
      await query(
        `insert into audit_records (id, learner_id, actor_id, action, operation, at)
          values ($1, $2, 'admin', 'read', 'getLearner', now())`,
        ...[randomUUID(), learnerId],
      )
      await query('insert into pathway_rechecks values ($1, now())', learnerId)
      await query('insert into report_touches (learner_id) values ($1)', learnerId)
      await query('insert into report_changes values ($1, $2)', ...[placeId, learnerId])
      await query(
        `insert into equality_changes values ($1, 'disability', $2)`,
        ...[placeId, learnerId],
      )
      await query(
        `select graphile_worker.add_job('nobody-does-this', $1::json)`,
        JSON.stringify({ learnerIds: learnerId }),
      )
      await query(
        `insert into events (id, type, subject_ids) values ($1, 'learner.changed', $2)`,
        ...[randomUUID(), [learnerId]],
      )
    })
    const erasure = await erase(learnerId)
    await until(async () => {
      const { rows } = await database.pool.query(
        `select from graphile_worker.jobs where task_identifier = 'look-for-erased' and locked_at is not null`,
      )
      return rows.length === 1
    })
    t.equal((await admin.get(`/v1/erasures/${erasure.body.id}`)).body.status, 'running')
    gate.dispatchEvent(new Event('open'))
    await meanwhile
    await completed(erasure.body.id)
    t.same(await left(learnerId), [])
  })

  await t.test('who read before, and is recorded only now, read of nobody', async (t) => {
    const { learnerId } = await awarded('late@example.org')
    const erasure = await erase(learnerId)
    await completed(erasure.body.id)
    await recordRead(service, learnerId)
    t.same(await left(learnerId), [])
  })

  await t.test('who is merged meanwhile: it stands with the survivor', async (t) => {
    const one = await awarded('one@example.org')
    const two = await awarded('two@example.org')
    const [own, other] = await Promise.all(
      [one, two].map(async ({ learnerId }) => ({
        token: made(await admin.post(`/v1/learners/${learnerId}/tokens`, {})).token,
      })),
    )
    const operations = async (learnerId: string) => {
      const { body } = await admin.get(`/v1/learners/${learnerId}/audit?limit=200`)
      return body.data.map(({ operation }: { operation: string }) => operation)
    }
    const holder = await database.pool.connect()
    await holder.query('begin')
    await holder.query('select from assertions where id = $1 for update', [two.id])
    const change = ways.visibility?.(two.id)
    await until(async () => (await waiting(service)) === 1)
    const asked = admin.post(`/v1/learners/${one.learnerId}/merges`, {
      learnerId: two.learnerId,
      proof: { own, other },
    })
    await until(async () => (await waiting(service)) === 2)
    await holder.query('commit')
    holder.release()
    t.equal((await change)?.status, 200)
    t.equal((await asked).status, 201, (await asked).text)
    t.ok((await operations(one.learnerId)).includes('setVisibility'))
    await recordRead(service, two.learnerId)
    t.ok((await operations(one.learnerId)).includes('readLate'))
    const strays = () =>
      database.pool.query('select from audit_records where learner_id = $1', [two.learnerId])
    t.same((await strays()).rows, [])

    // One that was under way in the middle of the merging itself.
    await database.pool.query(
      `insert into audit_records (id, learner_id, actor_id, action, operation, at)
        values ($1, $2, 'admin', 'read', 'inTheMiddle', now())`,
      [randomUUID(), two.learnerId],
    )
    t.ok((await operations(one.learnerId)).includes('inTheMiddle'), 'read with the survivor')
    const erasure = await erase(one.learnerId)
    await completed(erasure.body.id)
    t.same(await left(two.learnerId), [], 'and gone with them')
    await recordRead(service, two.learnerId)
    t.same(await left(two.learnerId), [])
  })
})

/** Records a reading whose answer is only now to leave. */
function recordRead({ deps }: Service, learnerId: string): Promise<void> {
  const actor = {
    id: 'admin',
    scopes: new Set<never>(),
    issuerId: null,
    learnerId: null,
    placeId: null,
  }
  return deps.auditTrail.record(
    {
      ...{ actor, action: 'read', operation: 'readLate', about: null },
      ...{ isLearner: true, recorded: new Set<string>() },
    },
    [learnerId],
  )
}

/** How many statements of the service wait for a lock. */
async function waiting({ database }: Service): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows[0]?.count ?? 0
}
