// Drafts are for those who make them: to learners they do not exist.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('a draft does not exist for learners, whoever made their token', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const library = as(await makeKey(admin, [...SCOPES], issuer.id))
  const recipient = { type: 'email', value: 'ada@example.org' }
  const award = { badgeClassId: badgeClass.id, recipient }
  const { learnerId } = made(await library.post('/v1/assertions', award))
  const steps = [{ id: 'one', name: 'One', requires: { badgeClass: badgeClass.id } }]
  const make = async (status: string) =>
    made(await library.post('/v1/pathways', { name: status, steps, status })).id as string
  const [published, draft] = [await make('published'), await make('draft')]
  const gone = await make('draft')
  await library.delete(`/v1/pathways/${gone}`)

  for (const client of [admin, library]) {
    const { token } = made(await client.post(`/v1/learners/${learnerId}/tokens`, {}))
    const learner = as(token)
    for (const archived of [false, true]) {
      const { data } = (await learner.get(`/v1/pathways?archived=${archived}`)).body
      t.match(data, [{ id: published }])
      t.equal(data.length, 1)
    }
    const about = (id: string) => [
      `/v1/pathways/${id}`,
      `/v1/pathways/${id}/ctdl`,
      `/v1/learners/${learnerId}/routes?pathwayId=${id}`,
      `/v1/learners/${learnerId}/pathways/${id}`,
    ]
    for (const path of about(published)) t.equal((await learner.get(path)).status, 200, path)
    for (const path of [...about(draft), ...about(gone)]) {
      t.equal((await learner.get(path)).status, 404, path)
    }
    const goals = `/v1/learners/${learnerId}/goals`
    t.match(await learner.post(goals, { pathwayId: draft }), {
      status: 404,
      body: { errors: [{ field: 'pathwayId' }] },
    })
    const set = made(await client.post(goals, { pathwayId: draft }))
    const way = `/v1/learners/${learnerId}/routes?goalId=${set.id}`
    t.equal((await learner.get(way)).status, 404, 'nor by a goal that others set')
    t.equal((await client.get(way)).status, 200)
    await client.delete(`${goals}/${set.id}`)
  }
})
