// What learners set out for, and the shortest ways there.
import t from 'tap'
import { badgeClassInput, made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const card = (value: string) => ({ type: 'library-card', value, authority: 'harbour' })

t.test('a learner sets out for the radio, and is told the shortest way', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const badge = async (name: string, hours: number): Promise<string> => {
    const input = { ...badgeClassInput, issuerId: issuer.id, name, hours }
    return made(await admin.post('/v1/badge-classes', input)).id
  }
  const listen = await badge('Listener', 1)
  const course = await badge('A whole course', 20)
  const talk = await badge('Talk', 3)
  const pathway = made(
    await admin.post('/v1/pathways', {
      name: 'Into radio',
      destinations: ['Employability'],
      steps: [
        { id: 'listen', name: 'Listen', requires: { badgeClass: listen } },
        {
          id: 'speak',
          name: 'Speak',
          requires: { any: [{ badgeClass: course }, { badgeClass: talk }] },
        },
      ],
    }),
  )
  const workshop = made(
    await admin.post('/v1/opportunities', {
      issuerId: issuer.id,
      name: 'Talking workshop',
      badgeClassIds: [talk],
    }),
  )
  const learner = made(await admin.post('/v1/learners', { identifiers: [card('1')] }))
  const { token } = made(await admin.post(`/v1/learners/${learner.id}/tokens`, {}))
  const own = as(token)
  const goals = `/v1/learners/${learner.id}/goals`

  const goal = made(await own.post(goals, { pathwayId: pathway.id }))
  t.match(goal, { learnerId: learner.id, pathwayId: pathway.id, destination: null })
  const again = await own.post(goals, { pathwayId: pathway.id })
  t.match(again, { status: 200, body: { id: goal.id } }, 'a goal is set once')

  const route = async (query: string) => {
    const { status, body } = await own.get(`/v1/learners/${learner.id}/routes?${query}`)
    t.equal(status, 200)
    t.equal(body.exact, true)
    return body.routes
  }
  const shortest = await route(`goalId=${goal.id}`)
  t.match(shortest, [{ cost: 4, steps: ['listen', 'speak'] }])
  t.same(new Set(shortest[0].badgeClasses), new Set([listen, talk]))
  const explained = shortest[0].explanation.find(
    ({ badgeClassId }: { badgeClassId: string }) => badgeClassId === talk,
  )
  t.match(explained, { name: 'Talk', hours: 3, opportunities: [{ id: workshop.id }] })
  t.same(await route(`pathwayId=${pathway.id}`), shortest, 'with a goal or without')

  await admin.post('/v1/assertions', { badgeClassId: listen, learnerId: learner.id })
  t.match(await route(`goalId=${goal.id}`), [{ badgeClasses: [talk], cost: 3, steps: ['speak'] }])

  const destination = made(await own.post(goals, { destination: 'Employability' }))
  t.match(await route(`goalId=${destination.id}`), [{ badgeClasses: [talk] }])
  const onlyBadge = made(await own.post(goals, { badgeClassId: course }))
  t.match(await route(`goalId=${onlyBadge.id}`), [{ badgeClasses: [course], cost: 20 }])

  t.equal((await own.send('DELETE', `${goals}/${destination.id}`, {})).status, 204)
  const ids = (await own.get(goals)).body.data.map(({ id }: { id: string }) => id)
  t.same(ids, [goal.id, onlyBadge.id])
  t.equal((await own.get(`/v1/learners/${learner.id}/routes?goalId=${destination.id}`)).status, 404)
})

t.test('a route tells what is near, as far as the caller may know', async (t) => {
  const { admin, as } = await startService(t, { now: () => new Date('2026-11-01T12:00:00Z') })
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const step = { id: 'listen', name: 'Listen', requires: { badgeClass: badgeClass.id } }
  const input = { name: 'Radio', issuerId: issuer.id, steps: [step] }
  const pathway = made(await admin.post('/v1/pathways', input))
  const opportunity = async (name: string, more: object = {}): Promise<string> => {
    const given = { issuerId: issuer.id, name, badgeClassIds: [badgeClass.id], ...more }
    return made(await admin.post('/v1/opportunities', given)).id
  }
  const at = (latitude: number, longitude: number) => ({ coordinates: { latitude, longitude } })
  const later = await opportunity('A mile away', {
    ...at(51.47, -2.58),
    startsAt: '2026-11-20T10:00:00Z',
  })
  const soon = await opportunity('Across the river', {
    ...at(51.5, -2.58),
    startsAt: '2026-11-05T10:00:00Z',
  })
  const far = await opportunity('In another city', {
    ...at(52.48, -1.9),
    startsAt: '2026-11-03T10:00:00Z',
  })
  const online = await opportunity('Online, at any time')
  await opportunity('Over', { ...at(51.4545, -2.5879), startsAt: '2026-10-01T10:00:00Z' })
  await opportunity('Of something else', { ...at(51.4545, -2.5879), badgeClassIds: [] })
  const closed = await opportunity('Closed', at(51.4545, -2.5879))
  await admin.patch(`/v1/opportunities/${closed}`, { archived: true })

  const key = await makeKey(admin, ['learners:write', 'pathways:read'], issuer.id)
  const learner = made(await as(key).post('/v1/learners', { identifiers: [card('1')] }))
  const near = async (query: string) => {
    const path = `/v1/learners/${learner.id}/routes?pathwayId=${pathway.id}${query}`
    const { status, body, text } = await as(key).get(path)
    t.equal(status, 200, text)
    return body.routes[0].explanation[0].opportunities
  }
  const ids = (found: { id: string }[]) => found.map(({ id }) => id)
  t.same(ids(await near('')), [far, soon, later], 'the soonest first, three of them')
  t.same((await near(''))[0].distanceKm, null)
  const found = await near('&near=51.4545,-2.5879')
  t.same(ids(found), [later, soon], 'the nearest first')
  t.ok(found[0].distanceKm > 1.7 && found[0].distanceKm < 1.9, `${found[0].distanceKm} km`)
  t.same(ids(await near('&near=51.4545,-2.5879&withinKm=3')), [later])
  t.same(ids(await near('&near=51.4545,-2.5879&withinKm=500')), [later, soon, far])
  t.same(await near('&near=-40,170'), [])

  await admin.patch(`/v1/opportunities/${later}`, { archived: true })
  t.same(ids(await near('&near=51.4545,-2.5879')), [soon])
  t.same(ids(await near('')), [far, soon, online], 'what has no date comes last')

  for (const [query, field] of [
    ['near=99,0', 'near'],
    ['near=here', 'near'],
    ['near=1,2&withinKm=0', 'withinKm'],
    ['withinKm=5', 'withinKm'],
  ] as const) {
    const path = `/v1/learners/${learner.id}/routes?pathwayId=${pathway.id}&${query}`
    t.match(await as(key).get(path), { status: 400, body: { errors: [{ field }] } }, query)
  }
})

t.test('twenty taps at the same time set one goal', async (t) => {
  const { admin } = await startService(t)
  const learner = made(await admin.post('/v1/learners', { identifiers: [card('1')] }))
  const path = `/v1/learners/${learner.id}/goals`
  const set = () => admin.post(path, { destination: 'Enterprise' })
  const answers = await Promise.all(Array.from({ length: 20 }, set))
  const statuses = answers.map(({ status }) => status).sort()
  t.same(statuses, [...Array.from({ length: 19 }, () => 200), 201])
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
  t.equal((await admin.get(path)).body.data.length, 1)
})

t.test('goals are the business of their learner, and of one thing each', async (t) => {
  const { admin, as } = await startService(t)
  const [one, other] = await Promise.all(
    ['1', '2'].map(async (value) =>
      made(await admin.post('/v1/learners', { identifiers: [card(value)] })),
    ),
  )
  const { token } = made(await admin.post(`/v1/learners/${one.id}/tokens`, {}))
  const stranger = as(token)
  const goals = `/v1/learners/${other.id}/goals`
  const goal = made(await admin.post(goals, { destination: 'Education' }))
  t.equal((await stranger.get(goals)).status, 404)
  t.equal((await stranger.post(goals, { destination: 'Education' })).status, 404)
  t.equal((await stranger.send('DELETE', `${goals}/${goal.id}`, {})).status, 404)
  t.equal((await stranger.get(`/v1/learners/${one.id}/routes?goalId=${goal.id}`)).status, 404)

  t.equal((await admin.post(goals, {})).status, 400)
  const both = { destination: 'Education', badgeClassId: goal.id }
  t.equal((await admin.post(goals, both)).status, 400)
  t.match(await admin.post(goals, { pathwayId: goal.id }), {
    status: 404,
    body: { errors: [{ field: 'pathwayId' }] },
  })
})
