// An activity that more people come to than it has places for: nobody who came loses anything, and
// whoever runs it sees it.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const card = (value: string) => ({ identifier: { type: 'library-card', value } })

t.test('fifty come at once to an activity of twenty places', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const library = as(await makeKey(admin, [...SCOPES], issuer.id))
  const about = { name: 'Workshop', capacity: 20, badgeClassIds: [badgeClass.id] }
  const { id } = made(await library.post('/v1/opportunities', about))
  const attendance = async () => (await library.get(`/v1/opportunities/${id}/attendance`)).body
  const before = { opportunityId: id, occurrence: null, capacity: 20, checkedIn: 0 }
  t.same(await attendance(), { ...before, placesLeft: 20, beyondCapacity: 0 })

  const path = `/v1/opportunities/${id}/check-ins`
  t.equal((await library.post(path, card('0'))).status, 201)
  t.match(await attendance(), { checkedIn: 1, placesLeft: 19, beyondCapacity: 0 })
  const taps = await Promise.all(
    Array.from({ length: 50 }, (_, n) => library.post(path, card(`${n}`))),
  )
  t.same(taps.map(({ status }) => status).sort(), [200, ...Array(49).fill(201)])
  const badges = new Set(taps.map(({ body }) => body.assertions[0]?.id))
  t.equal(badges.size, 50, 'everybody has the badge')
  t.match(await attendance(), { checkedIn: 50, placesLeft: 0, beyondCapacity: 30 })

  t.equal((await library.post(`${path}/batch`, [card('50'), card('1')])).status, 200)
  t.match(await attendance(), { checkedIn: 51, beyondCapacity: 31 }, 'from a scanner too')
  const codes = { opportunityId: id, kind: 'shared', count: 1 }
  const [{ code }] = made(await library.post('/v1/claim-codes', codes)).codes
  const claimed = await library.post('/v1/claims', { code, ...card('51') })
  t.equal(claimed.status, 201, 'and with a code')
  t.match(await attendance(), { checkedIn: 52, beyondCapacity: 32 })

  await library.patch(`/v1/opportunities/${id}`, { capacity: 60 })
  t.match(await attendance(), { capacity: 60, placesLeft: 8, beyondCapacity: 0 })
  await library.patch(`/v1/opportunities/${id}`, { capacity: null })
  t.match(await attendance(), {
    capacity: null,
    checkedIn: 52,
    placesLeft: null,
    beyondCapacity: 0,
  })
})

t.test('each occurrence has its places', async (t) => {
  let now = new Date('2026-11-07T14:30:00Z')
  const { admin } = await startService(t, { now: () => now })
  const { issuer } = await makeBadgeClass(admin)
  const about = {
    issuerId: issuer.id,
    name: 'Club',
    capacity: 1,
    startsAt: '2026-11-07T14:00:00Z',
    endsAt: '2026-11-07T16:00:00Z',
    recurrence: 'FREQ=WEEKLY',
  }
  const { id } = made(await admin.post('/v1/opportunities', about))
  const path = `/v1/opportunities/${id}`
  const attendance = async (query = '') => (await admin.get(`${path}/attendance${query}`)).body
  for (const value of ['1', '2']) made(await admin.post(`${path}/check-ins`, card(value)))
  now = new Date('2026-11-14T13:30:00Z')
  const second = { occurrence: '2026-11-14T14:00:00Z', checkedIn: 0, placesLeft: 1 }
  t.match(await attendance(), { ...second, beyondCapacity: 0 }, 'the one about to begin')
  const first = '?occurrence=2026-11-07T14:00:00Z'
  t.match(await attendance(first), { checkedIn: 2, placesLeft: 0, beyondCapacity: 1 })
  const none = await admin.get(`${path}/attendance?occurrence=2026-11-08T14:00:00Z`)
  t.equal(none.status, 400)
  t.equal(none.body.errors[0].field, 'occurrence')

  await admin.patch(path, { startsAt: '2026-12-05T14:00:00Z', endsAt: null })
  t.match(await attendance(first), { checkedIn: 2 }, 'who came before it was moved came')
})

t.test('who came under two cards is one, and who was erased still came', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const about = { issuerId: issuer.id, name: 'Club', capacity: 3, badgeClassIds: [badgeClass.id] }
  const { id } = made(await admin.post('/v1/opportunities', about))
  const path = `/v1/opportunities/${id}`
  const came = []
  for (const value of ['1', '2', '3']) {
    came.push(made(await admin.post(`${path}/check-ins`, card(value))).learnerId)
  }
  const [own, other, third] = came
  const attendance = async () => (await admin.get(`${path}/attendance`)).body
  const token = async (learnerId: string) =>
    made(await admin.post(`/v1/learners/${learnerId}/tokens`, {})).token
  const proof = { own: { token: await token(own) }, other: { token: await token(other) } }
  const merge = made(await admin.post(`/v1/learners/${own}/merges`, { learnerId: other, proof }))
  t.match(await attendance(), { checkedIn: 2, placesLeft: 1 })
  const erasure = await admin.post(`/v1/learners/${third}/erasure`, { reason: 'They asked.' })
  await until(async () => {
    const { body } = await admin.get(`/v1/erasures/${erasure.body.id}`)
    return body.status === 'completed'
  })
  t.match(await attendance(), { checkedIn: 2, placesLeft: 1 })
  const undone = await admin.post(`/v1/learners/${own}/merges/undo`, { mergeId: merge.id })
  t.ok(undone.status < 300, undone.text)
  t.match(await attendance(), { checkedIn: 3, placesLeft: 0 })
})

t.test('only whoever runs it sees how many came', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const { issuer: museum } = await makeBadgeClass(admin)
  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  const about = { issuerId: issuer.id, placeId: place.id, name: 'Club', capacity: 3 }
  const { id } = made(await admin.post('/v1/opportunities', about))
  const path = `/v1/opportunities/${id}/attendance`
  const status = async (key: string) => (await as(key).get(path)).status
  t.equal(await status(await makeKey(admin, ['check-ins:read'], issuer.id)), 200)
  t.equal(await status(await makeKey(admin, ['opportunities:read'], issuer.id)), 403)
  t.equal(await status(await makeKey(admin, [...SCOPES], museum.id)), 404)
  const members = `/v1/places/${place.id}/invitations`
  const invitation = made(await admin.post(members, { issuerId: museum.id, role: 'reader' }))
  await admin.post(`${members}/${invitation.id}/acceptance`, undefined)
  t.equal(await status(await makeKey(admin, [...SCOPES], museum.id)), 403)
  const learner = made(
    await admin.post('/v1/learners', {
      identifiers: [card('9').identifier].map((one) => ({ ...one, authority: 'x' })),
    }),
  )
  t.equal(await status(made(await admin.post(`/v1/learners/${learner.id}/tokens`, {})).token), 403)
})
