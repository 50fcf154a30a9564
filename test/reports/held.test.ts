// Counts by who learners are stay as they were until something changed of ten of whom that is known.
import t from 'tap'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)

t.test('what hides from a member is told to the place and to the others', async (t) => {
  const { admin, as } = await startService(t)
  const library = await makeBadgeClass(admin)
  const museum = await makeBadgeClass(admin, { issuer: { name: 'Museum' } })
  const late = await makeBadgeClass(admin, { issuer: { name: 'Late' } })
  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  const join = async (issuerId: string) => {
    const invitations = `/v1/places/${place.id}/invitations`
    const { id } = made(await admin.post(invitations, { issuerId, role: 'issuer-staff' }))
    await admin.post(`${invitations}/${id}/acceptance`, {})
  }
  await join(library.issuer.id)
  await join(museum.issuer.id)
  const learners = await Promise.all(
    range(0, 33).map(async (number) => {
      const identifiers = [{ type: 'email', value: `learner-${number}@example.org` }]
      const { id } = made(await admin.post('/v1/learners', { identifiers }))
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ ageBand: number < 13 ? '13-15' : '16-17' })
      t.equal((await admin.send('PUT', `/v1/learners/${id}/age`, { headers, body })).status, 200)
      return id as string
    }),
  )
  const award = (badgeClassId: string, numbers: number[]) =>
    Promise.all(
      numbers.map(async (number) =>
        made(await admin.post('/v1/assertions', { badgeClassId, learnerId: learners[number] })),
      ),
    )
  // Of thirteen young ones, three have nothing of the library, and five nothing of the museum.
  await award(library.badgeClass.id, [...range(0, 10), ...range(13, 23)])
  await award(museum.badgeClass.id, [...range(5, 13), ...range(23, 33)])
  const read = async (client: typeof admin) => {
    const { body } = await client.get(`/v1/places/${place.id}/report?by=ageBand`)
    t.strictSame(Object.keys(body.rows[0]).includes('to'), false, 'nor to whom else what is told')
    const told = (band: string) =>
      body.rows.find(({ value }: { value: string }) => value === band).participants
    return [told('13-15'), told('16-17')]
  }
  const keyOf = async ({ issuer }: typeof library) =>
    as(await makeKey(admin, ['places:read'], issuer.id))
  t.same(await read(await keyOf(library)), [null, null], 'who knows all but three')
  t.same(await read(await keyOf(museum)), [13, 20])
  t.same(await read(admin), [13, 20])
  await join(late.issuer.id)
  t.same(await read(await keyOf(late)), [13, 20], 'whose learners are not in it')
  t.same(await read(await keyOf(library)), [null, null], 'as long as it is published')
})

t.test('who awards invented addresses besides learns nobody’s age', async (t) => {
  const { admin } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  const invitations = `/v1/places/${place.id}/invitations`
  const { id } = made(await admin.post(invitations, { issuerId: issuer.id, role: 'issuer-staff' }))
  await admin.post(`${invitations}/${id}/acceptance`, {})
  const learner = async (number: number, ageBand: string) => {
    const identifiers = [{ type: 'email', value: `learner-${number}@example.org` }]
    const { id } = made(await admin.post('/v1/learners', { identifiers }))
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ ageBand })
    t.equal((await admin.send('PUT', `/v1/learners/${id}/age`, { headers, body })).status, 200)
    return { learnerId: id }
  }
  const invented = (number: number) => ({
    recipient: { type: 'email', value: `invented-${number}@example.org` },
  })
  const award = async (whom: object) =>
    made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, ...whom }))
  const read = async () => {
    const { body } = await admin.get(`/v1/places/${place.id}/report?by=ageBand`)
    const row = body.rows.find(({ value }: { value: string }) => value === '16-17')
    return row.participants
  }

  await Promise.all(
    range(0, 12).map(async (number) =>
      award(await learner(number, number < 6 ? '16-17' : '13-15')),
    ),
  )
  t.equal(await read(), 6)
  await award(await learner(12, '16-17'))
  t.equal(await read(), 6, 'after a learner came')
  await Promise.all(range(0, 10).map((number) => award(invented(number))))
  t.equal(await read(), 6, 'with ten invented ones')
  await Promise.all(range(13, 21).map(async (number) => award(await learner(number, '16-17'))))
  t.equal(await read(), 6, 'nine of whom that is known are too few')
  await award(await learner(21, '16-17'))
  t.equal(await read(), 16, 'of ten it is told')
})
