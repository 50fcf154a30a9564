// Counts by who learners are stay as they were until something changed of ten of whom that is known.
import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)

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
