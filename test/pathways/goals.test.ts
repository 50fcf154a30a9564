// What learners set out for, and the shortest ways there.
import t from 'tap'
import { badgeClassInput, made, makeBadgeClass } from '../support/programme.ts'
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
