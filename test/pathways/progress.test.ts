import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { notAProblem } from '../support/problem.ts'
import { badgeClassInput, made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const card = (value: string) => ({ type: 'library-card', value, authority: 'harbour' })

t.test('progress on a pathway follows the assertions', async (t) => {
  let time = new Date('2026-03-01T10:00:00Z')
  const { admin } = await startService(t, { now: () => time })
  const { issuer, badgeClass: listen } = await makeBadgeClass(admin)
  const speak = made(
    await admin.post('/v1/badge-classes', {
      issuerId: issuer.id,
      ...badgeClassInput,
      name: 'Speak',
    }),
  )
  const other = made(
    await admin.post('/v1/badge-classes', {
      issuerId: issuer.id,
      ...badgeClassInput,
      name: 'Other',
    }),
  )
  const steps = [
    { id: 'listen', name: 'Visit the studio', requires: { badgeClass: listen.id } },
    { id: 'speak', name: 'Speak on air', requires: { badgeClass: speak.id } },
  ]
  const created = await admin.post('/v1/pathways', { name: 'Into radio', steps })
  const pathway = made(created)
  t.match(pathway, { name: 'Into radio', description: null, issuerId: null, steps })
  t.equal(created.headers.get('location'), `/v1/pathways/${pathway.id}`)
  t.same((await admin.get(`/v1/pathways/${pathway.id}`)).body, pathway)

  const learner = made(await admin.post('/v1/learners', { identifiers: [card('1')] }))
  const award = async (badgeClassId: string, more: object = {}) => {
    const body = { badgeClassId, learnerId: learner.id, ...more }
    return made(await admin.post('/v1/assertions', body)).id as string
  }
  const progress = async () =>
    (await admin.get(`/v1/learners/${learner.id}/pathways/${pathway.id}`)).body
  const step = (id: string, ...satisfiedBy: string[]) => ({
    ...steps.find((one) => one.id === id),
    requires: undefined,
    status: satisfiedBy.length > 0 ? 'completed' : 'not-started',
    satisfiedBy,
  })
  const is = async (status: string, ...expected: object[]) =>
    t.match(await progress(), {
      learnerId: learner.id,
      pathwayId: pathway.id,
      status,
      steps: JSON.parse(JSON.stringify(expected)),
    })

  await is('not-started', step('listen'), step('speak'))
  await award(other.id)
  await is('not-started', step('listen'), step('speak'))
  const first = await award(speak.id)
  await is('in-progress', step('listen'), step('speak', first))
  const second = await award(listen.id)
  await is('completed', step('listen', second), step('speak', first))
  const again = await award(listen.id)
  await is('completed', step('listen', second, again), step('speak', first))

  await admin.post(`/v1/assertions/${second}/revocation`, { reason: 'A mistake.' })
  await is('completed', step('listen', again), step('speak', first))
  await admin.post(`/v1/assertions/${again}/revocation`, { reason: 'A mistake.' })
  await is('in-progress', step('listen'), step('speak', first))
  await admin.post(`/v1/assertions/${first}/revocation`, { reason: 'A mistake.' })
  await is('not-started', step('listen'), step('speak'))

  const passing = await award(listen.id, { validUntil: '2026-04-01T00:00:00Z' })
  const coming = await award(speak.id, { validFrom: '2026-05-01T00:00:00Z' })
  await is('in-progress', step('listen', passing), step('speak'))
  time = new Date('2026-04-01T00:00:00Z')
  await is('not-started', step('listen'), step('speak'))
  time = new Date('2026-05-01T00:00:00Z')
  await is('in-progress', step('listen'), step('speak', coming))

  await t.test('and the pathway as it is now', async (t) => {
    const only = [{ id: 'talk', name: 'Talk', requires: { badgeClass: speak.id } }]
    const changed = await admin.patch(`/v1/pathways/${pathway.id}`, { name: 'Talk', steps: only })
    t.match(changed.body, { name: 'Talk', steps: only })
    t.match(await progress(), {
      status: 'completed',
      steps: [{ id: 'talk', status: 'completed', satisfiedBy: [coming] }],
    })
    t.equal((await admin.delete(`/v1/pathways/${pathway.id}`)).status, 204)
    t.match(await progress(), { status: 'completed' }, 'also when it is archived')
    await admin.patch(`/v1/badge-classes/${speak.id}`, { name: 'Speak up' })
    const newer = await award(speak.id)
    t.match(await progress(), { steps: [{ satisfiedBy: [coming, newer] }] }, 'in any version')
  })

  await t.test('who or what is not there is named', async (t) => {
    const nobody = '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'
    const noLearner = await admin.get(`/v1/learners/${nobody}/pathways/${pathway.id}`)
    t.equal(notAProblem(noLearner, 'id'), null)
    const noPathway = await admin.get(`/v1/learners/${learner.id}/pathways/${nobody}`)
    t.equal(notAProblem(noPathway, 'pathwayId'), null)
    t.same([noLearner.status, noPathway.status], [404, 404])
  })
})

t.test('steps are checked when they are written', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const step = (id: string, id2 = badgeClass.id) => ({
    id,
    name: 'Step',
    requires: { badgeClass: id2 },
  })
  const nothing = '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'
  const pathway = made(await admin.post('/v1/pathways', { name: 'P', steps: [step('a')] }))
  const wrong: [object[], string][] = [
    [[], 'steps'],
    [[step('a'), step('b'), step('a')], 'steps[2].id'],
    [[step('a'), step('b', nothing)], 'steps[1].requires.badgeClass'],
    [[step('')], 'steps[0].id'],
    [[step('a b')], 'steps[0].id'],
    [[{ ...step('a'), name: ' ' }], 'steps[0].name'],
    [[{ ...step('a'), requires: {} }], 'steps[0].requires'],
    [[{ ...step('a'), requires: { anyOf: [] } }], 'steps[0].requires.anyOf'],
    [Array.from({ length: 201 }, (_, position) => step(`s${position}`)), 'steps'],
  ]
  for (const [steps, field] of wrong) {
    t.equal(notAProblem(await admin.post('/v1/pathways', { name: 'P', steps }), field), null, field)
    const edited = await admin.patch(`/v1/pathways/${pathway.id}`, { steps })
    t.equal(notAProblem(edited, field), null, field)
  }
  t.same((await admin.get(`/v1/pathways/${pathway.id}`)).body, pathway)
  const nameless = [{ id: 'a', requires: { badgeClass: badgeClass.id } }]
  const { steps: named } = made(await admin.post('/v1/pathways', { name: 'P', steps: nameless }))
  t.same(named, [{ ...nameless[0], name: 'a' }], 'a step without a name goes by its id')
  const largest = Array.from({ length: 200 }, (_, position) => step(`s${position}`))
  made(await admin.post('/v1/pathways', { name: 'P', steps: largest }))
})

t.test(
  "an issuer's pathway asks for anybody's badges in use, and its key sees its own",
  async (t) => {
    const { admin, as } = await startService(t)
    const own = await makeBadgeClass(admin)
    const foreign = await makeBadgeClass(admin)
    const client = as(await makeKey(admin, [...SCOPES], own.issuer.id))
    const stranger = as(await makeKey(admin, [...SCOPES], foreign.issuer.id))
    const steps = (id: string) => [{ id: 'one', name: 'One', requires: { badgeClass: id } }]
    const ask = (id: string) => client.post('/v1/pathways', { name: 'P', steps: steps(id) })
    t.equal((await ask(foreign.badgeClass.id)).status, 201)
    const { badgeClass: ended } = await makeBadgeClass(admin)
    await admin.delete(`/v1/badge-classes/${ended.id}`)
    const refused = await ask(ended.id)
    t.equal(notAProblem(refused, 'steps[0].requires.badgeClass'), null)

    const pathway = made(
      await client.post('/v1/pathways', { name: 'P', steps: steps(own.badgeClass.id) }),
    )
    t.equal(pathway.issuerId, own.issuer.id)
    t.equal((await stranger.get(`/v1/pathways/${pathway.id}`)).status, 404)
    t.same((await stranger.get('/v1/pathways')).body.data, [])

    const shared = made(
      await admin.post('/v1/pathways', {
        name: 'Shared',
        issuerId: own.issuer.id,
        steps: [...steps(own.badgeClass.id), { ...steps(foreign.badgeClass.id)[0], id: 'two' }],
      }),
    )
    const recipient = card('1')
    const mine = made(
      await client.post('/v1/assertions', { badgeClassId: own.badgeClass.id, recipient }),
    )
    const theirs = made(
      await stranger.post('/v1/assertions', { badgeClassId: foreign.badgeClass.id, recipient }),
    )
    const path = `/v1/learners/${mine.learnerId}/pathways/${shared.id}`
    t.match((await admin.get(path)).body, {
      status: 'completed',
      steps: [{ satisfiedBy: [mine.id] }, { satisfiedBy: [theirs.id] }],
    })
    t.match(
      (await client.get(path)).body,
      {
        status: 'completed',
        steps: [
          { satisfiedBy: [mine.id], why: { satisfiedBy: [mine.id] } },
          { satisfiedBy: [], missing: null, why: { met: true, satisfiedBy: [] } },
        ],
      },
      'it counts; by which assertion of another issuer is not for this key to know',
    )
  },
)
