// Places: the programme of a city, who takes part in it, and who may do what there.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { eventsOnceThere } from '../support/events.ts'
import { issuerInput, made, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('a place decides what counts in it; what it does not decide is as by default', async (t) => {
  const { admin } = await startService(t)
  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  t.match(place.settings, {
    guardianConsentBelowAge: 16,
    cardAuthority: null,
    retention: { attendanceDays: null, readsDays: 730 },
  })
  t.same(
    place.settings.equalityCharacteristics.map(({ id }: { id: string }) => id),
    ['care-experience', 'free-school-meals', 'disability', 'employment-status'],
  )
  const path = `/v1/places/${place.id}`
  const settings = { cardAuthority: 'harbour', retention: { attendanceDays: 30, readsDays: 90 } }
  t.match((await admin.patch(path, { settings })).body.settings, settings)
  const { body } = await admin.patch(path, {
    settings: { guardianConsentBelowAge: 0, retention: { readsDays: null } },
  })
  t.match(body.settings, {
    guardianConsentBelowAge: 0,
    cardAuthority: 'harbour',
    retention: { attendanceDays: 30, readsDays: 730 },
  })
  const wrong = await admin.patch(path, { settings: { guardianConsentBelowAge: 99 } })
  t.match(wrong, { status: 400, body: { errors: [{ field: 'settings.guardianConsentBelowAge' }] } })
  t.match(await admin.patch(path, { settings: { colour: 'red' } }), { status: 400 })
  t.same((await admin.get(path)).body, body, 'nothing else was changed')
})

t.test('issuers join a place when they were asked and say yes', async (t) => {
  const { admin, as } = await startService(t)
  const make = async (name: string) => {
    const issuer = made(await admin.post('/v1/issuers', { ...issuerInput, name }))
    return { id: issuer.id, client: as(await makeKey(admin, [...SCOPES], issuer.id)) }
  }
  const [library, museum, stranger] = [await make('Library'), await make('Museum'), await make('X')]

  const place = made(await library.client.post('/v1/places', { name: 'Harbour City' }))
  const path = `/v1/places/${place.id}`
  t.match((await library.client.get(`${path}/members`)).body.data, [
    { issuerId: library.id, issuerName: 'Library', role: 'lead', status: 'member' },
  ])
  t.equal((await museum.client.get(path)).status, 404, 'nobody else knows of it')

  const asked = { issuerId: museum.id, role: 'issuer-staff' }
  const invitation = made(await library.client.post(`${path}/invitations`, asked))
  t.match(invitation, { status: 'invited', joinedAt: null })
  const again = await library.client.post(`${path}/invitations`, asked)
  t.match(again, { status: 200, body: invitation })
  const otherwise = { ...asked, role: 'reader' }
  t.equal((await library.client.post(`${path}/invitations`, otherwise)).status, 409)

  const own = `${path}/invitations/${invitation.id}`
  t.equal((await museum.client.get(path)).status, 200, 'who was asked sees where')
  t.same((await museum.client.get(`${path}/members`)).body.data, [], 'but not who is there')
  t.equal((await stranger.client.post(`${own}/acceptance`, undefined)).status, 404)
  t.equal((await library.client.post(`${own}/acceptance`, undefined)).status, 403)
  t.match(await museum.client.post(`${own}/acceptance`, undefined), {
    status: 200,
    body: { status: 'member', joinedAt: String },
  })
  t.equal((await museum.client.post(`${own}/acceptance`, undefined)).status, 200)
  t.equal((await museum.client.post(`${own}/decline`, undefined)).status, 409)
  t.equal((await museum.client.get(`${path}/members`)).body.data.length, 2)
  t.equal((await museum.client.patch(path, { name: 'Mine' })).status, 403)
  const third = { issuerId: stranger.id, role: 'reader' }
  t.equal((await museum.client.post(`${path}/invitations`, third)).status, 403)

  const member = `${path}/members/${invitation.id}`
  const init = {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'lead' }),
  }
  t.match((await library.client.send('PUT', `${member}/role`, init)).body, { role: 'lead' })
  t.equal((await museum.client.patch(path, { name: 'Ours' })).status, 200, 'a lead may')
  t.equal((await museum.client.delete(member)).status, 204)
  t.equal((await museum.client.get(path)).status, 404, 'who left sees it no more')
  t.match(made(await library.client.post(`${path}/invitations`, asked)), {
    id: invitation.id,
    status: 'invited',
  })
  t.match((await museum.client.post(`${own}/decline`, undefined)).body, { status: 'declined' })
  t.equal((await museum.client.post(`${own}/acceptance`, undefined)).status, 404)
})

t.test('whoever leads a place is told of its members, as they are themselves', async (t) => {
  const { admin, as } = await startService(t)
  const make = async (name: string) => {
    const issuer = made(await admin.post('/v1/issuers', { ...issuerInput, name }))
    return { id: issuer.id, client: as(await makeKey(admin, [...SCOPES], issuer.id)) }
  }
  const [library, museum, club] = [await make('Library'), await make('Museum'), await make('Club')]
  const place = made(await library.client.post('/v1/places', { name: 'Harbour City' }))
  const invitations = `/v1/places/${place.id}/invitations`
  const ask = async (issuerId: string, role: string) =>
    made(await library.client.post(invitations, { issuerId, role }))
  const first = await ask(museum.id, 'lead')
  await museum.client.post(`${invitations}/${first.id}/acceptance`, undefined)
  const second = await ask(club.id, 'issuer-staff')
  await club.client.post(`${invitations}/${second.id}/decline`, undefined)
  await museum.client.delete(`/v1/places/${place.id}/members/${first.id}`)
  const third = await ask(museum.id, 'reader')
  t.equal(third.id, first.id)
  await library.client.post(`${invitations}/${third.id}/decline`, undefined)

  const told = async ({ client }: typeof library) =>
    (await client.get('/v1/events')).body.data
      .filter(({ type }: { type: string }) => type.startsWith('place-membership.'))
      .map(({ type, subjectIds }: { type: string; subjectIds: string[] }) => {
        t.equal(subjectIds[1], place.id)
        return [type.split('.')[1], subjectIds[0]]
      })
  await eventsOnceThere(admin, 5, '/v1/events?type=place-membership.declined')
  const ofClub = [
    ['invited', second.id],
    ['declined', second.id],
  ]
  const before = [
    ['invited', first.id],
    ['joined', first.id],
  ]
  const after = [
    ['ended', first.id],
    ['invited', first.id],
    ['declined', first.id],
  ]
  t.same(await told(library), [...before, ...ofClub, ...after])
  t.same(await told(museum), [...before, ...ofClub, ...after], 'a lead as well meanwhile')
  t.same(await told(club), ofClub, 'of itself alone')
})

t.test('a key of a place does what its role may do, there and nowhere else', async (t) => {
  const { admin, as } = await startService(t)
  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  const other = made(await admin.post('/v1/places', { name: 'Lake Town' }))
  const key = async (client: typeof admin, role: string, scopes: string[], placeId = place.id) =>
    client.post('/v1/api-keys', { name: role, scopes, placeId, role })
  const lead = as(
    made(
      await key(admin, 'lead', ['places:read', 'places:write', 'api-keys:read', 'api-keys:write']),
    ).key,
  )
  t.match((await lead.get('/v1/places')).body.data, [{ id: place.id }])
  t.equal((await lead.patch(`/v1/places/${place.id}`, { name: 'Harbour' })).status, 200)
  for (const path of [`/v1/places/${other.id}`, `/v1/places/${other.id}/members`]) {
    t.equal((await lead.get(path)).status, 404)
  }
  t.equal((await lead.post('/v1/places', { name: 'Third' })).status, 403)

  const made_ = made(await key(lead, 'reader', ['places:read']))
  t.match(made_, { placeId: place.id, role: 'reader', issuerId: null })
  const reader = as(made_.key)
  t.equal((await reader.get(`/v1/places/${place.id}`)).status, 200)
  t.match(await reader.patch(`/v1/places/${place.id}`, { name: 'X' }), { status: 403 })
  t.match(await key(admin, 'reader', ['places:write']), {
    status: 400,
    body: { errors: [{ field: 'scopes[0]' }] },
  })
  t.match(await key(lead, 'reader', ['places:read'], other.id), {
    status: 404,
    body: { errors: [{ field: 'placeId' }] },
  })
  t.equal((await lead.get('/v1/api-keys')).body.data.length, 2)
  t.equal((await lead.delete(`/v1/api-keys/${made_.id}`)).status, 204)
  t.equal((await reader.get('/v1/places')).status, 401)

  const everything = await admin.post('/v1/api-keys', {
    name: 'all',
    scopes: ['learners:read'],
    placeId: place.id,
    role: 'lead',
  })
  t.equal(everything.status, 400, 'nobody sees learners for leading a place')
  t.match(await admin.post('/v1/api-keys', { name: 'n', scopes: ['places:read'], role: 'lead' }), {
    status: 400,
    body: { errors: [{ field: 'role' }] },
  })
})

t.test('what was not made for keys of places is closed to them', async (t) => {
  const { admin, as, database } = await startService(t)
  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  const input = { name: 'n', scopes: ['places:read'], placeId: place.id, role: 'lead' }
  const { id, key } = made(await admin.post('/v1/api-keys', input))
  // As no role would have them.
  await database.pool.query('update api_keys set scopes = $2 where id = $1', [id, [...SCOPES]])
  for (const path of ['/v1/learners', '/v1/assertions', '/v1/events', '/v1/claim-codes']) {
    t.match(await as(key).get(path), { status: 403 }, path)
  }
})
