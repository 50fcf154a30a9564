import { randomUUID } from 'node:crypto'
import t from 'tap'
import { awardTo, endorse, makeParties, verdictOf } from '../support/endorsement.ts'
import { notAProblem } from '../support/problem.ts'
import { made } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('a standard is kept by one and followed by all', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { library, museum, badgeClass } = await makeParties(service)
  const own = made(await library.client.post('/v1/badging-standards', { name: 'Library badges' }))
  t.match(own, { issuerId: library.id, description: null, url: null })
  const platform = made(
    await admin.post('/v1/badging-standards', {
      name: 'Cities of Learning',
      description: 'How a city badges.',
      url: 'https://standards.example.org/cities',
    }),
  )
  t.equal(platform.issuerId, null)
  const foreign = { name: 'Theirs', issuerId: library.id }
  const refused = await museum.client.post('/v1/badging-standards', foreign)
  t.equal(refused.status, 404)
  t.equal(notAProblem(refused, 'issuerId'), null)

  const paths = [own, platform].map(({ id }) => `/v1/badging-standards/${id}`)
  for (const path of paths) {
    t.equal((await museum.client.get(path)).status, 200, 'every key reads it')
    t.equal((await museum.client.patch(path, { name: 'Taken' })).status, 403)
    t.equal((await museum.client.delete(path)).status, 403)
  }
  const [ownPath = '', platformPath = ''] = paths
  t.equal((await museum.client.get('/v1/badging-standards')).body.data.length, 2)
  const kept = await museum.client.get(`/v1/badging-standards?issuerId=${library.id}`)
  t.match(kept.body.data, [{ id: own.id }])
  t.match((await library.client.patch(ownPath, { description: 'New.' })).body, {
    description: 'New.',
  })
  t.equal((await library.client.patch(platformPath, { name: 'Taken' })).status, 403)

  const published = await service.as(null).get(platform.standardUrl)
  t.match(published.headers.get('content-type'), /^application\/json/)
  t.same(published.body, {
    id: platform.standardUrl,
    name: 'Cities of Learning',
    description: 'How a city badges.',
    url: 'https://standards.example.org/cities',
  })
  const path = `/v1/badge-classes/${badgeClass.id}`
  t.same(badgeClass.standardIds, [])
  const followed = await library.client.patch(path, { standardIds: [platform.id, own.id] })
  t.same(followed.body.standardIds, [platform.id, own.id])
  t.same((await library.client.get(path)).body.standardIds, [platform.id, own.id])
  const { credential, credentialUrl } = await awardTo(library, badgeClass.id)
  t.same(credential.credentialSubject.achievement.alignment, [
    {
      type: ['Alignment'],
      targetName: 'Cities of Learning',
      targetUrl: platform.standardUrl,
      targetType: 'ext:BadgingStandard',
    },
    {
      type: ['Alignment'],
      targetName: 'Library badges',
      targetUrl: own.standardUrl,
      targetType: 'ext:BadgingStandard',
    },
  ])
  t.match(await verdictOf(service, { url: credentialUrl }), { verdict: 'valid' })
})

t.test('what a version follows is part of its text', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { library, badgeClass } = await makeParties(service)
  const make = async (name: string) => made(await admin.post('/v1/badging-standards', { name }))
  const [one, two] = [await make('One'), await make('Two')]
  const path = `/v1/badge-classes/${badgeClass.id}`
  const patch = async (body: object) => (await library.client.patch(path, body)).body
  t.match(await patch({ standardIds: [one.id] }), { version: 1 })
  await awardTo(library, badgeClass.id)
  await admin.patch(`/v1/badging-standards/${one.id}`, { name: 'Renamed' })
  t.match(await patch({ standardIds: [one.id] }), { version: 1 }, 'nothing has changed')
  t.match(await patch({ standardIds: [one.id, two.id] }), { version: 2 })
  const { alignment } = (await awardTo(library, badgeClass.id)).credential.credentialSubject
    .achievement
  t.match(alignment, [{ targetName: 'One' }, { targetName: 'Two' }], 'names as they were chosen')
  const versions = (await library.client.get(`${path}/versions`)).body.data
  t.match(versions, [{ standardIds: [one.id, two.id] }, { standardIds: [one.id] }])

  await admin.delete(`/v1/badging-standards/${two.id}`)
  t.match(await patch({ name: 'Still followed' }), { version: 3, standardIds: [one.id, two.id] })
  t.match(await patch({ standardIds: [] }), { version: 3, standardIds: [] })
  const refused = [
    await library.client.patch(path, { standardIds: [one.id, two.id] }),
    await library.client.patch(path, { standardIds: [one.id, randomUUID()] }),
    await library.client.patch(path, { standardIds: [one.id, badgeClass.id] }),
  ]
  t.same(
    refused.map(({ status }) => status),
    [409, 400, 400],
  )
  for (const answer of refused) t.equal(notAProblem(answer, 'standardIds[1]'), null)
})

t.test('an endorsed standard stays what it is, and badges that follow it carry it', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { library, radio, museum, badgeClass } = await makeParties(service)
  const standard = made(await museum.client.post('/v1/badging-standards', { name: 'City badges' }))
  const path = `/v1/badging-standards/${standard.id}`
  t.equal((await museum.client.patch(path, { name: 'City badge' })).status, 200)
  const endorsed = await endorse(museum, radio, { type: 'badging-standard', id: standard.id })
  const changed = await museum.client.patch(path, { name: 'Any badges' })
  t.equal(changed.status, 409)
  t.equal((await museum.client.patch(path, { name: 'City badge', archived: false })).status, 200)

  await library.client.patch(`/v1/badge-classes/${badgeClass.id}`, { standardIds: [standard.id] })
  const { achievement } = (await awardTo(library, badgeClass.id)).credential.credentialSubject
  t.same(achievement.endorsement, [endorsed.credential])

  const platform = made(await admin.post('/v1/badging-standards', { name: 'Region badges' }))
  const target = { type: 'badging-standard', id: platform.id }
  const offer = await radio.client.post('/v1/endorsements', { endorserId: radio.id, target })
  t.match(offer.body, { status: 'offered', ownerId: null })
  t.equal((await admin.post(`/v1/endorsements/${offer.body.id}/acceptance`, {})).status, 200)
  const asked = await library.client.post('/v1/endorsements', { endorserId: radio.id, target })
  t.equal(asked.status, 404, 'asking is for the keeper')
})
