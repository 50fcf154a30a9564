// What is out of use is not asked for anew, and no route leads over it.
import t from 'tap'
import { notAProblem } from '../support/problem.ts'
import { badgeClassInput, made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

async function harbour({ admin }: Pick<Service, 'admin'>) {
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const activity = async (rest: object = {}): Promise<string> => {
    const input = { issuerId: issuer.id, name: 'Activity', ...rest }
    return made(await admin.post('/v1/opportunities', input)).id
  }
  const ask = { badgeClass: badgeClass.id as string }
  const steps = (requires: object) => [{ id: 'one', name: 'One', requires }]
  const post = (requires: object, rest: object = {}) =>
    admin.post('/v1/pathways', { name: 'Way', steps: steps(requires), ...rest })
  return { issuer, activity, ask, steps, post }
}

t.test('what is archived is not asked for anew, and goes on where it is asked for', async (t) => {
  const { admin } = await startService(t)
  const { activity, ask, steps, post } = await harbour({ admin })
  const visit = await activity()
  const inner = made(await post(ask)).id
  const before = made(await post({ any: [{ pathway: inner }, { opportunity: visit }] }))
  const draft = made(await post({ pathway: inner }, { status: 'draft' }))
  await admin.delete(`/v1/opportunities/${visit}`)
  await admin.delete(`/v1/pathways/${inner}`)

  const at = 'steps[0].requires'
  for (const [requires, field] of [
    [{ pathway: inner }, `${at}.pathway`],
    [{ opportunity: visit }, `${at}.opportunity`],
    [{ any: [ask, { opportunity: visit }] }, `${at}.any[1].opportunity`],
  ] as const) {
    const refused = await post(requires)
    t.equal(notAProblem(refused, field), null, field)
    t.match(refused.body.detail, /names an archived .*step one/i)
    t.equal(notAProblem(await post(requires, { status: 'draft' }), field), null, `${field}, draft`)
  }
  const other = made(await post(ask))
  const revised = await admin.patch(`/v1/pathways/${other.id}`, {
    steps: steps({ pathway: inner }),
  })
  t.equal(notAProblem(revised, `${at}.pathway`), null, 'nor in a revision that names it first')

  const path = `/v1/pathways/${before.id}`
  const more = steps({ all: [{ any: [{ pathway: inner }, { opportunity: visit }] }, ask] })
  t.match(await admin.patch(path, { steps: more }), { status: 200, body: { version: 2 } })
  t.equal((await admin.patch(path, { name: 'Still' })).status, 200)
  const published = await admin.patch(`/v1/pathways/${draft.id}`, { status: 'published' })
  t.equal(published.status, 200)
  await admin.patch(`/v1/pathways/${inner}`, { archived: false })
  t.equal((await post({ pathway: inner })).status, 201, 'back in use')
})

t.test('a route leads over nothing that cannot be attended any more', async (t) => {
  const { admin } = await startService(t, { now: () => new Date('2026-11-23T12:00:00Z') })
  const { issuer, activity, ask, post } = await harbour({ admin })
  const input = { ...badgeClassInput, issuerId: issuer.id, name: 'A whole course', hours: 20 }
  const course = made(await admin.post('/v1/badge-classes', input)).id as string
  const card = { type: 'library-card', value: '1', authority: 'harbour' }
  const learner = made(await admin.post('/v1/learners', { identifiers: [card] })).id
  const weekly = { startsAt: '2026-01-03T10:00:00Z', recurrence: 'FREQ=WEEKLY' }
  const opportunities = {
    archived: await activity(),
    over: await activity({ startsAt: '2019-05-01T10:00:00Z' }),
    'over since its last time': await activity({ ...weekly, recurrence: 'FREQ=WEEKLY;COUNT=3' }),
    open: await activity(),
    'open every week': await activity(weekly),
  }
  const pathways = new Map<string, string>()
  const only = made(await post({ opportunity: opportunities.archived })).id
  for (const [name, opportunity] of Object.entries(opportunities)) {
    pathways.set(name, made(await post({ any: [{ opportunity }, { badgeClass: course }] })).id)
  }
  await admin.delete(`/v1/opportunities/${opportunities.archived}`)
  const routes = async (pathwayId: string | undefined) =>
    (await admin.get(`/v1/learners/${learner}/routes?pathwayId=${pathwayId}`)).body.routes
  for (const [name, id] of pathways) {
    const opportunity = opportunities[name as keyof typeof opportunities]
    const isOpen = name.startsWith('open')
    t.match(
      await routes(id),
      isOpen
        ? [{ opportunities: [opportunity], badgeClasses: [], cost: 1 }]
        : [{ opportunities: [], badgeClasses: [course], cost: 20 }],
      name,
    )
  }
  t.same(await routes(only), [], 'there is no way')

  const { over } = opportunities
  const both = made(await post({ all: [{ opportunity: over }, ask] })).id
  t.same(await routes(both), [])
  made(await admin.post(`/v1/opportunities/${over}/check-ins`, { learnerId: learner }))
  t.match(await routes(both), [{ badgeClasses: [ask.badgeClass] }], 'who was there was there')
})
