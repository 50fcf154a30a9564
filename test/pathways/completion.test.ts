import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { eventsOnceThere } from '../support/events.ts'
import { withJobs } from '../support/jobs.ts'
import { pages } from '../support/pages.ts'
import { badgeClassInput, made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService, type Teardown } from '../support/service.ts'

const recipient = { type: 'email', value: 'ada@example.org' }

/** What the tests have in common: a service that works off its jobs, and badge classes to award. */
async function programme(t: Teardown, options: { now?: () => Date } = {}) {
  const service = await startService(t, options)
  await withJobs(t, service)
  const { admin } = service
  const { issuer } = await makeBadgeClass(admin)
  const badgeClass = async (name: string, more: object = {}): Promise<string> =>
    made(
      await admin.post('/v1/badge-classes', {
        issuerId: issuer.id,
        ...badgeClassInput,
        name,
        ...more,
      }),
    ).id
  const pathway = async (requires: object, awards: string, more: object = {}) => {
    const steps = [{ id: 'one', name: 'One', requires }]
    return made(await admin.post('/v1/pathways', { name: 'P', steps, awards, ...more }))
  }
  const award = async (badgeClassId: string, more: object = {}) =>
    made(await admin.post('/v1/assertions', { badgeClassId, recipient, ...more }))
  return { service, admin, badgeClass, pathway, award }
}

t.test('completions are listed page by page', async (t) => {
  const { service, admin, badgeClass, pathway } = await programme(t)
  const [start, end] = [await badgeClass('Start'), await badgeClass('End')]
  const { id } = await pathway({ badgeClass: start }, end)
  for (const value of ['1', '2', '3', '4', '5']) {
    const recipient = { type: 'library-card', value, authority: 'harbour' }
    made(await admin.post('/v1/assertions', { badgeClassId: start, recipient }))
  }
  t.equal((await settled(service, end)).length, 5)
  const whole = await pages(admin, `/v1/pathways/${id}/completions`, 200)
  const cut = await pages(admin, `/v1/pathways/${id}/completions`, 2)
  t.same(
    cut.map(({ length }) => length),
    [2, 2, 1],
  )
  t.same(cut.flat(), whole.flat())
})

/** Every assertion of a badge class, once there are no jobs left that may change that. */
async function settled({ admin, database }: Service, badgeClassId: string) {
  await quiet(database)
  return (await admin.get(`/v1/assertions?badgeClassId=${badgeClassId}`)).body.data
}

/** Resolves when there is no job left to be carried out now. */
async function quiet(database: Service['database']): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query(
      'select count(*)::int as left from graphile_worker.jobs where run_at <= now()',
    )
    if (rows[0].left === 0) return
    await delay(10)
  }
}

t.test(
  'who completes three nested pathways with one award has their badges once each',
  async (t) => {
    const { service, badgeClass, pathway, award, admin } = await programme(t)
    const [start, first, second, third] = (await Promise.all(
      ['Start', 'First', 'Second', 'Third'].map((name) => badgeClass(name)),
    )) as [string, string, string, string]
    const inner = await pathway({ badgeClass: start }, first)
    const middle = await pathway({ all: [{ pathway: inner.id }] }, second)
    const outer = await pathway({ all: [{ pathway: middle.id }, { badgeClass: second }] }, third)
    const awards = await Promise.all(Array.from({ length: 50 }, () => award(start)))
    const { learnerId } = awards[0]
    for (const badge of [first, second, third]) {
      t.match(await settled(service, badge), [{ learnerId, status: 'active' }])
      t.equal((await settled(service, badge)).length, 1)
    }
    const { completion } = (await admin.get(`/v1/learners/${learnerId}/pathways/${outer.id}`)).body
    t.match(completion, { learnerId, version: 1, groundFellAt: null, revokedAt: null })
    t.equal(completion.assertionIds.length, 1)
    t.match((await admin.get(`/v1/pathways/${outer.id}/completions`)).body.data, [completion])
    const { data } = (await eventsOnceThere(admin, 3, '/v1/events?type=pathway.completed')).body
    t.equal(data.length, 3)
  },
)

t.test(
  'an award that was under way while the pathway was made is looked at once more',
  async (t) => {
    const service = await startService(t)
    const { admin, database } = service
    const { issuer, badgeClass: start } = await makeBadgeClass(admin)
    const end = made(
      await admin.post('/v1/badge-classes', { issuerId: issuer.id, ...badgeClassInput }),
    )
    const award = made(await admin.post('/v1/assertions', { badgeClassId: start.id, recipient }))
    const steps = [{ id: 'one', requires: { badgeClass: start.id } }]
    made(await admin.post('/v1/pathways', { name: 'P', steps, awards: end.id }))
    // As if the award had not been there yet when everybody was looked at.
    await database.pool.query(`select graphile_worker.remove_job(key) from graphile_worker.jobs
    where task_identifier = 'pathway-review'`)
    const { rowCount } = await database.pool.query(
      `select graphile_worker.reschedule_jobs(array[id], run_at => now()) from graphile_worker.jobs
     where task_identifier = 'pathway-second-look'`,
    )
    t.equal(rowCount, 1)
    await withJobs(t, service)
    t.match(await settled(service, end.id), [{ learnerId: award.learnerId, status: 'active' }])
  },
)

t.test('when the ground falls away', async (t) => {
  const { service, badgeClass, pathway, award, admin } = await programme(t)
  const revoke = (id: string) =>
    admin.post(`/v1/assertions/${id}/revocation`, { reason: 'A mistake.' })
  const [start, kept, flagged, revoked, built] = (await Promise.all(
    ['Start', 'Kept', 'Flagged', 'Revoked', 'Built'].map((name) => badgeClass(name)),
  )) as [string, string, string, string, string]
  const requires = { badgeClass: start }
  await pathway(requires, kept, { whenGroundFalls: 'keep' })
  const marked = await pathway(requires, flagged)
  await pathway(requires, revoked, { whenGroundFalls: 'revoke' })
  const upon = await pathway({ badgeClass: revoked }, built, { whenGroundFalls: 'revoke' })
  const { id, learnerId } = await award(start)
  t.match(await settled(service, built), [{ status: 'active' }])
  await revoke(id)
  t.match(await settled(service, kept), [{ status: 'active' }])
  t.match(await settled(service, flagged), [{ status: 'active' }])
  t.match(await settled(service, revoked), [{ status: 'revoked' }])
  t.match(await settled(service, built), [{ status: 'revoked' }], 'and what was built upon it')
  const completion = async (pathwayId: string) =>
    (await admin.get(`/v1/learners/${learnerId}/pathways/${pathwayId}`)).body.completion
  t.match(await completion(marked.id), { groundFellAt: String, revokedAt: null })
  t.match(await completion(upon.id), { groundFellAt: String, revokedAt: String })
  const list = `/v1/pathways/${marked.id}/completions?flagged=true`
  t.match((await admin.get(list)).body.data, [{ learnerId }])

  await t.test('and comes back', async (t) => {
    await award(start)
    const again = await settled(service, revoked)
    t.same(again.map(({ status }: { status: string }) => status).sort(), ['active', 'revoked'])
    t.equal((await settled(service, flagged)).length, 1, 'a badge that stands is not awarded again')
    t.match(await completion(marked.id), { groundFellAt: null })
    t.match(await completion(upon.id), { groundFellAt: null, revokedAt: null })
  })
})

t.test('an end, a suspension and its end, and an award in bulk move learners, too', async (t) => {
  let time = new Date('2026-03-01T10:00:00Z')
  const { service, badgeClass, pathway, award, admin } = await programme(t, { now: () => time })
  const [start, goal] = await Promise.all([
    badgeClass('Start', { suspendable: true }),
    badgeClass('Goal'),
  ])
  const { id: pathwayId } = await pathway({ badgeClass: start }, goal)
  const { id, learnerId } = await award(start, { validUntil: '2026-04-01T00:00:00Z' })
  const fell = async () => {
    await quiet(service.database)
    return (await admin.get(`/v1/learners/${learnerId}/pathways/${pathwayId}`)).body.completion
      ?.groundFellAt
  }
  t.equal(await fell(), null)
  await admin.post(`/v1/assertions/${id}/suspension`, { reason: 'Under review.' })
  t.equal(await fell(), '2026-03-01T10:00:00Z')
  await admin.delete(`/v1/assertions/${id}/suspension`)
  t.equal(await fell(), null)
  time = new Date('2026-04-02T00:00:00Z')
  await service.deps.services.pathwayMoves.recheck()
  t.equal(await fell(), '2026-04-02T00:00:00Z')

  const rows = ['b', 'c'].map(
    (name) => `{"recipient":{"type":"email","value":"${name}@example.org"}}`,
  )
  await admin.send('POST', `/v1/badge-classes/${start}/award-batches`, {
    headers: { 'content-type': 'application/x-ndjson' },
    body: rows.join('\n'),
  })
  t.equal((await settled(service, goal)).length, 3)
  t.equal((await settled(service, goal)).length, 3)
})

t.test('a pathway finds those who have completed it when it comes', async (t) => {
  const { service, badgeClass, pathway, award, admin } = await programme(t)
  const [start, other, goal] = (await Promise.all(
    ['Start', 'Other', 'Goal'].map((name) => badgeClass(name, { layer: 'Lead' })),
  )) as [string, string, string]
  await award(other)
  const { id } = await pathway({ badgeClass: start }, goal, { status: 'draft' })
  t.same(await settled(service, goal), [])
  await admin.patch(`/v1/pathways/${id}`, { status: 'published' })
  t.same(await settled(service, goal), [])
  await admin.send('PUT', `/v1/badge-classes/${start}/equivalents`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ badgeClassIds: [other] }),
  })
  t.equal((await settled(service, goal)).length, 1)
  await award(start)
  t.equal((await settled(service, goal)).length, 1)
  const layered = await badgeClass('By layer')
  await pathway({ layer: 'Lead', count: 2 }, layered)
  t.equal((await settled(service, layered)).length, 1)
})

t.test('nobody is asked to look at badges that no such pathway names', async (t) => {
  const service = await startService(t)
  const { admin, database } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const steps = [{ id: 'a', name: 'A', requires: { badgeClass: badgeClass.id } }]
  made(await admin.post('/v1/pathways', { name: 'P', steps }))
  made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))
  const { rows } = await database.pool.query(
    "select from graphile_worker.jobs where task_identifier = 'pathway-moves'",
  )
  t.equal(rows.length, 0)
})

t.test('coming to an opportunity moves, too', async (t) => {
  const { service, badgeClass, pathway, admin } = await programme(t)
  const goal = await badgeClass('Goal')
  const { issuerId } = (await admin.get(`/v1/badge-classes/${goal}`)).body
  const came = await badgeClass('Came')
  const opportunity = made(
    await admin.post('/v1/opportunities', { issuerId, name: 'Workshop', badgeClassIds: [came] }),
  )
  const { id } = await pathway({ opportunity: opportunity.id }, goal)
  const identifier = { type: 'email', value: 'ada@example.org' }
  const checkIn = made(
    await admin.post(`/v1/opportunities/${opportunity.id}/check-ins`, { identifier }),
  )
  t.equal((await settled(service, goal)).length, 1)
  const progress = (await admin.get(`/v1/learners/${checkIn.learnerId}/pathways/${id}`)).body
  t.match(progress, { status: 'completed', steps: [{ satisfiedBy: [checkIn.id] }] })
})

t.test('two who turn out to be one complete together what neither had', async (t) => {
  const { service, badgeClass, pathway, award, admin } = await programme(t)
  const [first, second, reward] = (await Promise.all(
    ['First', 'Second', 'Reward'].map((name) => badgeClass(name)),
  )) as [string, string, string]
  const { id } = await pathway({ all: [{ badgeClass: first }, { badgeClass: second }] }, reward)
  const { learnerId: one } = await award(first)
  const { learnerId: two } = await award(second, {
    recipient: { type: 'email', value: 'augusta@example.org' },
  })
  const progress = async (learnerId: string) =>
    (await admin.get(`/v1/learners/${learnerId}/pathways/${id}`)).body.status
  t.equal(await progress(one), 'not-started')
  const [own, other] = await Promise.all(
    [one, two].map(async (who) => made(await admin.post(`/v1/learners/${who}/tokens`, {})).token),
  )
  const proof = { own: { token: own }, other: { token: other } }
  const merge = made(await admin.post(`/v1/learners/${one}/merges`, { learnerId: two, proof }))
  t.equal(await progress(one), 'completed', 'at once')
  const [badge, ...more] = await settled(service, reward)
  t.match(badge, { learnerId: one, status: 'active' })
  t.same(more, [])

  const undo = { mergeId: merge.id }
  t.equal((await admin.post(`/v1/learners/${one}/merges/undo`, undo)).status, 200)
  for (const who of [one, two]) t.equal(await progress(who), 'not-started', 'at once, too')
  await settled(service, reward)
  t.match((await admin.get(`/v1/pathways/${id}/completions`)).body.data, [
    { learnerId: one, groundFellAt: String },
  ])
})
