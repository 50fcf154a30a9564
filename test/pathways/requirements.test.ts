import { randomUUID } from 'node:crypto'
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { notAProblem } from '../support/problem.ts'
import { badgeClassInput, made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('a pathway asks for badges in every form', async (t) => {
  const { admin } = await startService(t)
  const { issuer, badgeClass: a } = await makeBadgeClass(admin)
  const another = async (name: string, more: object = {}) =>
    made(
      await admin.post('/v1/badge-classes', {
        issuerId: issuer.id,
        ...badgeClassInput,
        name,
        ...more,
      }),
    )
  const b = await another('B')
  const c = await another('C', { layer: 'Lead' })
  const d = await another('D', { layer: 'Lead' })
  const inner = made(
    await admin.post('/v1/pathways', {
      name: 'Inner',
      steps: [
        { id: 'must', name: 'Must', requires: { badgeClass: a.id } },
        { id: 'may', name: 'May', requires: { badgeClass: b.id }, optional: true },
      ],
    }),
  )
  const ask = (id: string) => ({ badgeClass: id })
  const pathway = made(
    await admin.post('/v1/pathways', {
      name: 'Outer',
      steps: [
        { id: 'all', name: 'All', requires: { all: [ask(a.id), ask(b.id)] } },
        { id: 'any', name: 'Any', requires: { any: [ask(b.id), { step: 'lead' }] } },
        {
          id: 'twice',
          name: 'Twice',
          requires: { atLeast: 2, of: [ask(a.id), ask(a.id), ask(b.id)] },
        },
        {
          id: 'points',
          name: 'Points',
          requires: {
            points: 0.3,
            of: [
              { weight: 0.1, requires: ask(a.id) },
              { weight: 0.2, requires: ask(b.id) },
            ],
          },
        },
        { id: 'lead', name: 'Lead', requires: { layer: 'Lead', count: 2 } },
        { id: 'inner', name: 'Inner', requires: { pathway: inner.id } },
      ],
    }),
  )
  const learner = made(
    await admin.post('/v1/learners', { identifiers: [{ type: 'email', value: 'a@example.org' }] }),
  )
  const award = async (badgeClassId: string): Promise<string> =>
    made(await admin.post('/v1/assertions', { badgeClassId, learnerId: learner.id })).id
  const progress = async () =>
    (await admin.get(`/v1/learners/${learner.id}/pathways/${pathway.id}`)).body
  const completed = async () =>
    (await progress()).steps
      .filter((step: { status: string }) => step.status === 'completed')
      .map((step: { id: string }) => step.id)

  t.same(await completed(), [])
  const ofA = await award(a.id)
  t.same(await completed(), ['twice', 'inner'], 'an entry that stands there twice counts twice')
  t.match(await progress(), {
    version: 1,
    status: 'in-progress',
    steps: [
      {
        id: 'all',
        optional: false,
        status: 'not-started',
        satisfiedBy: [],
        missing: { all: [{ badgeClass: b.id }] },
        why: {
          met: false,
          have: 1,
          all: [
            { badgeClass: a.id, met: true, satisfiedBy: [ofA] },
            { badgeClass: b.id, met: false, satisfiedBy: [] },
          ],
        },
      },
      { missing: { any: [{ badgeClass: b.id }, { step: 'lead' }] } },
      { satisfiedBy: [ofA], missing: null },
      {
        missing: { points: 0.2 },
        why: { have: 0.1, of: [{ weight: 0.1, requires: { met: true } }] },
      },
      { missing: { layer: 'Lead', count: 2 }, why: { have: 0 } },
      { satisfiedBy: [ofA], why: { pathway: inner.id, met: true } },
    ],
  })
  const first = await award(c.id)
  await award(c.id)
  t.same(await completed(), ['twice', 'inner'], 'the same badge twice is one of its layer')
  await award(d.id)
  t.same(await completed(), ['any', 'twice', 'lead', 'inner'])
  await admin.post(`/v1/assertions/${first}/revocation`, { reason: 'A mistake.' })
  t.same(await completed(), ['any', 'twice', 'lead', 'inner'], 'another of it still stands')
  await award(b.id)
  t.match(await progress(), { status: 'completed' })
})

t.test("badges that a badge class' issuer takes as equivalent count", async (t) => {
  const { admin } = await startService(t)
  const { badgeClass: asked } = await makeBadgeClass(admin)
  const { badgeClass: other } = await makeBadgeClass(admin)
  const steps = [{ id: 'a', name: 'A', requires: { badgeClass: asked.id } }]
  const pathway = made(await admin.post('/v1/pathways', { name: 'P', steps }))
  const { id, learnerId } = made(
    await admin.post('/v1/assertions', {
      badgeClassId: other.id,
      recipient: { type: 'email', value: 'a@example.org' },
    }),
  )
  const progress = async () =>
    (await admin.get(`/v1/learners/${learnerId}/pathways/${pathway.id}`)).body
  const declare = (of: string, badgeClassIds: string[]) =>
    admin.send('PUT', `/v1/badge-classes/${of}/equivalents`, {
      body: JSON.stringify({ badgeClassIds }),
      headers: { 'content-type': 'application/json' },
    })
  t.match(await declare(other.id, [asked.id]), { status: 200 })
  t.match(await progress(), { status: 'not-started' }, 'not the other way round')
  t.same((await declare(asked.id, [other.id])).body, { badgeClassIds: [other.id] })
  t.same((await admin.get(`/v1/badge-classes/${asked.id}/equivalents`)).body, {
    badgeClassIds: [other.id],
  })
  t.match(await progress(), { status: 'completed', steps: [{ satisfiedBy: [id] }] })
  t.equal(notAProblem(await declare(asked.id, [asked.id]), 'badgeClassIds[0]'), null)
  t.equal(notAProblem(await declare(asked.id, [pathway.id]), 'badgeClassIds[0]'), null)
  t.same((await declare(asked.id, [])).body, { badgeClassIds: [] })
  t.match(await progress(), { status: 'not-started' })
})

t.test('what nobody can meet is refused, with the step named', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const ask = { badgeClass: badgeClass.id }
  const step = (id: string, requires: object, more: object = {}) => ({
    id,
    name: id,
    requires,
    ...more,
  })
  const post = (steps: object[], more: object = {}) =>
    admin.post('/v1/pathways', { name: 'P', steps, ...more })
  const nothing = '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'
  const weighted = { weight: 1, requires: ask }
  const deep = (levels: number): object => (levels === 0 ? ask : { all: [deep(levels - 1)] })
  const wrong: [object[], string][] = [
    [[step('a', ask), step('b', { atLeast: 3, of: [ask, ask] })], 'steps[1].requires.atLeast'],
    [[step('a', { points: 3, of: [weighted, weighted] })], 'steps[0].requires.points'],
    [[step('a', { points: 1, of: [ask] })], 'steps[0].requires.of[0].weight'],
    [[step('a', { any: [weighted] })], 'steps[0].requires.any[0]'],
    [[step('a', { all: [] })], 'steps[0].requires.all'],
    [[step('a', { any: [] })], 'steps[0].requires.any'],
    [[step('a', { atLeast: 0, of: [ask] })], 'steps[0].requires.atLeast'],
    [[step('a', { atLeast: 1 })], 'steps[0].requires.of'],
    [[step('a', { layer: 'Lead' })], 'steps[0].requires.count'],
    [[step('a', { layer: 'Follow', count: 1 })], 'steps[0].requires.layer'],
    [[step('a', { ...ask, step: 'a' })], 'steps[0].requires.step'],
    [[step('a', { ...ask, count: 1 })], 'steps[0].requires.count'],
    [[step('a', { step: 'a' })], 'steps[0].requires.step'],
    [[step('a', { step: 'b' })], 'steps[0].requires.step'],
    [
      [
        step('a', { step: 'b' }),
        step('b', { any: [ask, { all: [{ step: 'c' }] }] }),
        step('c', { step: 'a' }),
      ],
      'steps[2].requires.step',
    ],
    [[step('a', { any: [ask, { pathway: nothing }] })], 'steps[0].requires.any[1].pathway'],
    [[step('a', { opportunity: nothing })], 'steps[0].requires.opportunity'],
    [[step('a', ask, { optional: true })], 'steps'],
    [[step('a', { points: 0.0001, of: [weighted] })], 'steps[0].requires.points'],
    [[step('a', deep(12))], `steps[0].requires${'.all[0]'.repeat(12)}`],
  ]
  for (const [steps, field] of wrong) t.equal(notAProblem(await post(steps), field), null, field)
  t.match((await post([step('a', ask), step('b', { step: 'x' })])).body.detail, /step b/)
  made(await post([step('a', deep(11))]))
  t.equal(
    notAProblem(
      await post([step('a', ask)], { awards: badgeClass.id }),
      'steps[0].requires.badgeClass',
    ),
    null,
  )
  t.equal(notAProblem(await post([step('a', ask)], { awards: nothing }), 'awards'), null)
  t.equal(notAProblem(await post([step('a', ask)], { placeId: nothing }), 'placeId'), null)
})

t.test('pathways do not wait for one another, nor for drafts', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const steps = (requires: object) => [{ id: 'a', name: 'A', requires }]
  const ask = { badgeClass: badgeClass.id }
  const make = async (requires: object, more: object = {}) =>
    made(await admin.post('/v1/pathways', { name: 'P', steps: steps(requires), ...more }))
  const one = await make(ask)
  const two = await make({ pathway: one.id })
  const three = await make({ any: [ask, { pathway: two.id }] })
  for (const id of [one.id, two.id, three.id]) {
    const edited = await admin.patch(`/v1/pathways/${one.id}`, { steps: steps({ pathway: id }) })
    t.equal(notAProblem(edited, 'steps[0].requires.pathway'), null)
  }
  const draft = await make(ask, { status: 'draft' })
  t.match(draft, { status: 'draft', version: 1 })
  const early = await admin.post('/v1/pathways', { name: 'P', steps: steps({ pathway: draft.id }) })
  t.equal(notAProblem(early, 'steps[0].requires.pathway'), null)
  const waiting = await make({ pathway: draft.id }, { status: 'draft' })
  const publish = (id: string) => admin.patch(`/v1/pathways/${id}`, { status: 'published' })
  t.equal(notAProblem(await publish(waiting.id), 'steps[0].requires.pathway'), null)
  t.match((await publish(draft.id)).body, { status: 'published', version: 1 })
  t.match((await publish(waiting.id)).body, { status: 'published', version: 1 })
  t.equal((await admin.patch(`/v1/pathways/${draft.id}`, { status: 'draft' })).status, 409)
})

t.test('learners under way keep their version or move, as the lead decides', async (t) => {
  let time = new Date('2026-03-01T10:00:00Z')
  const { admin } = await startService(t, { now: () => time })
  const { issuer, badgeClass: a } = await makeBadgeClass(admin)
  const b = made(
    await admin.post('/v1/badge-classes', { issuerId: issuer.id, ...badgeClassInput, name: 'B' }),
  )
  const steps = (...ids: string[]) =>
    ids.map((id) => ({ id: `s${id}`, name: 'S', requires: { badgeClass: id } }))
  const pathway = made(await admin.post('/v1/pathways', { name: 'P', steps: steps(a.id) }))
  const learn = async (value: string, badgeClassId: string): Promise<string> => {
    const recipient = { type: 'email', value }
    return made(await admin.post('/v1/assertions', { badgeClassId, recipient })).learnerId
  }
  const early = await learn('early@example.org', a.id)
  const progress = async (id: string) =>
    (await admin.get(`/v1/learners/${id}/pathways/${pathway.id}`)).body
  time = new Date('2026-03-02T10:00:00Z')
  const alone = await admin.patch(`/v1/pathways/${pathway.id}`, { learnersUnderWay: 'keep' })
  t.equal(notAProblem(alone, 'learnersUnderWay'), null)
  const revised = await admin.patch(`/v1/pathways/${pathway.id}`, {
    steps: steps(a.id, b.id),
    learnersUnderWay: 'keep',
  })
  t.match(revised.body, { version: 2 })
  time = new Date('2026-03-03T10:00:00Z')
  const late = await learn('late@example.org', a.id)
  t.match(await progress(early), { version: 1, status: 'completed' })
  t.match(await progress(late), { version: 2, status: 'in-progress' })
  await admin.patch(`/v1/pathways/${pathway.id}`, { steps: steps(b.id), learnersUnderWay: 'keep' })
  t.match(await progress(early), { version: 1, status: 'completed' })
  t.match(await progress(late), { version: 2, status: 'in-progress' })
  await admin.patch(`/v1/pathways/${pathway.id}`, { learnersUnderWay: 'move' })
  t.match(await progress(early), { version: 3, status: 'not-started' })
  const { data } = (await admin.get(`/v1/pathways/${pathway.id}/versions`)).body
  t.match(data, [
    { version: 3, learnersUnderWay: 'move' },
    { version: 2, learnersUnderWay: 'keep' },
    { version: 1, learnersUnderWay: 'move', steps: steps(a.id) },
  ])
  t.match((await admin.patch(`/v1/pathways/${pathway.id}`, { steps: steps(b.id) })).body, {
    version: 3,
  })
})

t.test('badges of any issuer count, whoever makes the pathway', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer: own, badgeClass: ours } = await makeBadgeClass(admin)
  const { issuer: other, badgeClass: theirs } = await makeBadgeClass(admin)
  const input = { ...badgeClassInput, issuerId: other.id, name: 'Out of use' }
  const unused = made(await admin.post('/v1/badge-classes', input))
  await admin.patch(`/v1/badge-classes/${unused.id}`, { archived: true })
  const key = async (issuerId: string) => as(await makeKey(admin, [...SCOPES], issuerId))
  const lead = await key(own.id)
  const museum = await key(other.id)
  const step = (badgeClass: string) => ({ id: 'one', name: 'One', requires: { badgeClass } })
  const pathway = made(
    await lead.post('/v1/pathways', {
      name: 'Across town',
      awards: ours.id,
      steps: [step(theirs.id)],
    }),
  )
  const asking = (badgeClass: string) =>
    lead.post('/v1/pathways', { name: 'Other', steps: [step(badgeClass)] })

  const random = randomUUID()
  const hidden = await asking(unused.id)
  t.equal(notAProblem(hidden, 'steps[0].requires.badgeClass'), null)
  t.equal(hidden.status, 400)
  t.equal(hidden.text.replaceAll(unused.id, random), (await asking(random)).text)
  const revised = { steps: [step(unused.id)] }
  t.equal((await lead.patch(`/v1/pathways/${pathway.id}`, revised)).status, 400)
  t.equal(
    (await museum.post('/v1/pathways', { name: 'Own', steps: [step(unused.id)] })).status,
    201,
  )
  const awarding = { name: 'Taken', awards: theirs.id, steps: [step(ours.id)] }
  t.equal((await lead.post('/v1/pathways', awarding)).status, 400, 'it awards its own only')
  const goal = { badgeClassId: theirs.id }

  const identifier = { type: 'email', value: 'across@example.org' }
  const learner = made(await lead.post('/v1/learners', { identifiers: [identifier] }))
  const goals = `/v1/learners/${learner.id}/goals`
  t.equal((await lead.post(goals, goal)).status, 404, 'elsewhere it stays unknown')
  const opportunity = { name: 'In the museum', badgeClassIds: [theirs.id] }
  made(await museum.post('/v1/opportunities', opportunity))
  const route = (await lead.get(`/v1/learners/${learner.id}/routes?pathwayId=${pathway.id}`)).body
  t.match(route.routes, [{ badgeClasses: [theirs.id], cost: 1, steps: ['one'] }])
  const [explained] = route.routes[0].explanation
  t.same(explained.opportunities, [], 'what the other issuer runs is not shown')

  made(await museum.post('/v1/assertions', { badgeClassId: theirs.id, recipient: identifier }))
  const progress = await admin.get(`/v1/learners/${learner.id}/pathways/${pathway.id}`)
  t.match(progress, { status: 200, body: { status: 'completed' } })
})
