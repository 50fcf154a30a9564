// "Open to me": for the ages that an activity is for, where the age of a learner was told; and nobody
// learns the age from what they find.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import type { Client } from '../support/client.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const NOW = new Date('2026-11-23T12:00:00Z')

const ACTIVITIES = {
  'for all': {},
  'to 12': { ages: { max: 12 } },
  '13 to 15': { ages: { min: 13, max: 15 } },
  'from 16': { ages: { min: 16 } },
  'from 16, in a year': { ages: { min: 16 }, startsAt: '2027-11-22T10:00:00Z' },
  'from 16, on Saturdays': {
    ages: { min: 16 },
    startsAt: '2026-01-03T10:00:00Z',
    recurrence: 'FREQ=WEEKLY',
  },
  'from 18': { ages: { min: 18 } },
}

async function harbour(t: Parameters<typeof startService>[0]) {
  const service = await startService(t, { now: () => NOW })
  const { admin } = service
  const { issuer } = await makeBadgeClass(admin)
  for (const [name, rest] of Object.entries(ACTIVITIES)) {
    made(await admin.post('/v1/opportunities', { issuerId: issuer.id, name, ...rest }))
  }
  const identifier = { type: 'library-card', value: '1', authority: issuer.id }
  const learner = made(await admin.post('/v1/learners', { identifiers: [identifier] })).id as string
  const tell = async (age: object) => {
    const { status, text } = await admin.send('PUT', `/v1/learners/${learner}/age`, {
      body: JSON.stringify(age),
      headers: { 'content-type': 'application/json' },
    })
    if (status !== 200) throw new Error(text)
  }
  const open = async (client: Client): Promise<string[]> => {
    const { status, body, text } = await client.get(`/v1/opportunities?openTo=${learner}`)
    if (status !== 200) throw new Error(text)
    return body.data.map(({ name }: { name: string }) => name)
  }
  return { ...service, issuer, learner, tell, open }
}

t.test('an activity is open to who is of its age when it begins', async (t) => {
  const { admin, tell, open } = await harbour(t)
  t.same(await open(admin), Object.keys(ACTIVITIES), 'nobody said how old they are')
  const of = async (age: object) => {
    await tell(age)
    return (await open(admin)).slice(1)
  }
  t.same(await of({ dateOfBirth: '2014-01-01' }), ['to 12'])
  t.same(await of({ dateOfBirth: '2013-11-24' }), ['to 12'], 'thirteen tomorrow')
  t.same(await of({ dateOfBirth: '2013-11-23' }), ['13 to 15'], 'thirteen today')
  t.same(await of({ dateOfBirth: '2011-11-22' }), ['13 to 15', 'from 16, in a year'])
  t.same(await of({ dateOfBirth: '2011-11-23' }), ['13 to 15'], 'sixteen the day after it')
  const grown = ['from 16', 'from 16, in a year', 'from 16, on Saturdays']
  t.same(await of({ dateOfBirth: '2010-11-23' }), grown)
  t.same(await of({ dateOfBirth: '1990-02-28' }), [...grown, 'from 18'])
})

t.test('of an age band, what none of it is of the age for is left out', async (t) => {
  const { admin, learner, tell, open } = await harbour(t)
  const of = async (ageBand: string) => {
    await tell({ ageBand })
    return (await open(admin)).slice(1)
  }
  const grown = ['from 16', 'from 16, in a year', 'from 16, on Saturdays']
  t.same(await of('under-13'), ['to 12'])
  t.same(await of('13-15'), ['13 to 15', 'from 16, in a year'])
  t.same(await of('16-17'), grown)
  t.same(await of('18-or-over'), [...grown, 'from 18'])
  await admin.delete(`/v1/learners/${learner}/age`)
  t.same(await open(admin), Object.keys(ACTIVITIES), 'forgotten')
})

t.test('who may not know how old a learner is finds the same whatever they are', async (t) => {
  const { admin, as, issuer, learner, tell, open } = await harbour(t)
  await tell({ dateOfBirth: '2014-01-01' })
  const mine = ['for all', 'to 12']
  const all = Object.keys(ACTIVITIES)
  const tokens = `/v1/learners/${learner}/tokens`
  const token = async (input: object) => as(made(await admin.post(tokens, input)).token)
  t.same(await open(await token({})), mine, 'the learner')
  t.same(await open(await token({ scopes: ['opportunities:read'] })), all, 'an app that may not')
  const finder = await makeKey(admin, ['opportunities:read'])
  t.same(await open(as(finder)), all, 'a key that may not read consents')
  const reader = await makeKey(admin, ['opportunities:read', 'consents:read'])
  t.same(await open(as(reader)), mine, 'a key of the platform that may')

  const library = as(await makeKey(admin, [...SCOPES], issuer.id))
  t.equal((await library.get(`/v1/opportunities?openTo=${learner}`)).status, 404, 'a stranger')
  const [any] = (await admin.get('/v1/opportunities')).body.data
  made(await admin.post(`/v1/opportunities/${any.id}/check-ins`, { learnerId: learner }))
  t.same(await open(library), all, 'an issuer is not told, whatever its scopes')

  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  const key = { name: 'map', scopes: ['opportunities:read'], placeId: place.id, role: 'lead' }
  const map = as(made(await admin.post('/v1/api-keys', key)).key)
  const { status, body } = await map.get(`/v1/opportunities?openTo=${learner}`)
  t.equal(status, 404, 'keys of places know no learners')
  t.equal(body.errors[0].field, 'openTo')
  const other = made(
    await admin.post('/v1/learners', {
      identifiers: [{ type: 'library-card', value: '2', authority: 'x' }],
    }),
  )
  const friend = as(made(await admin.post(`/v1/learners/${other.id}/tokens`, {})).token)
  t.equal((await friend.get(`/v1/opportunities?openTo=${learner}`)).status, 404, 'another learner')
})

t.test('what it asks for is met by a declared equivalent, and by nothing declined', async (t) => {
  const { admin, issuer, learner, open } = await harbour(t)
  const { badgeClass: asked } = await makeBadgeClass(admin)
  const { badgeClass: theirs } = await makeBadgeClass(admin)
  const input = { issuerId: issuer.id, name: 'Studio', asksFor: [asked.id] }
  made(await admin.post('/v1/opportunities', input))
  const send = (path: string, body: object) =>
    admin.send('PUT', path, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const isOpen = async () => (await open(admin)).includes('Studio')
  t.equal(await isOpen(), false)
  const award = { badgeClassId: theirs.id, learnerId: learner }
  const { id } = made(await admin.post('/v1/assertions', award))
  t.equal(await isOpen(), false)
  const equivalents = `/v1/badge-classes/${asked.id}/equivalents`
  t.equal((await send(equivalents, { badgeClassIds: [theirs.id] })).status, 200)
  t.equal(await isOpen(), true, 'what counts as it')
  const answer = `/v1/assertions/${id}/acceptance`
  t.equal((await send(answer, { status: 'declined' })).status, 200)
  t.equal(await isOpen(), false, 'as on pathways')
  t.equal((await send(answer, { status: 'accepted' })).status, 200)
  t.equal(await isOpen(), true)
})
