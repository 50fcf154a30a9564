// Networks: places share pathways and templates of badge classes with one another.
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import type { Client } from '../support/client.ts'
import { eventsOnceThere } from '../support/events.ts'
import { badgeClassInput, issuerInput, made, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

type Service = Awaited<ReturnType<typeof startService>>

/** An issuer that leads a place of its own. */
async function makePlace({ admin, as }: Service, name: string) {
  const issuer = made(await admin.post('/v1/issuers', { ...issuerInput, name }))
  const client = as(await makeKey(admin, [...SCOPES], issuer.id))
  const place = made(await client.post('/v1/places', { name: `${name} City` }))
  return { issuerId: issuer.id as string, placeId: place.id as string, client }
}

type Place = Awaited<ReturnType<typeof makePlace>>

async function makeBadge({ client, issuerId }: Place, name: string) {
  return made(await client.post('/v1/badge-classes', { ...badgeClassInput, issuerId, name }))
}

async function makeNetwork(service: Service) {
  const [harbour, valley, stranger] = [
    await makePlace(service, 'Harbour'),
    await makePlace(service, 'Valley'),
    await makePlace(service, 'Stranger'),
  ]
  const input = { name: 'Cities of the coast', placeId: harbour.placeId }
  const network = made(await harbour.client.post('/v1/networks', input))
  const path = `/v1/networks/${network.id}`
  made(await harbour.client.post(`${path}/places`, { placeId: valley.placeId }))
  const joined = await valley.client.post(`${path}/places/${valley.placeId}/acceptance`, undefined)
  t.equal(joined.status, 200)
  return { harbour, valley, stranger, path }
}

const share = async ({ client, placeId }: Place, path: string, what: object) =>
  made(await client.post(`${path}/items`, { placeId, ...what }))

t.test('who leads the place and who leads the network are told how they get on', async (t) => {
  const service = await startService(t)
  const { harbour, valley, stranger, path } = await makeNetwork(service)
  t.equal((await valley.client.delete(`${path}/places/${valley.placeId}`)).status, 204)
  const networkId = path.split('/').at(-1)
  const expected = ['invited', 'joined', 'left'].map((what) => ({
    type: `network-place.${what}`,
    subjectIds: [networkId, valley.placeId],
  }))
  const told = async ({ client }: Place) =>
    (await client.get('/v1/events')).body.data.filter(({ type }: { type: string }) =>
      type.startsWith('network-place.'),
    )
  await eventsOnceThere(service.admin, 2, '/v1/events?type=network-place.left')
  t.match(await told(harbour), expected)
  t.match(await told(valley), expected)
  t.same(await told(stranger), [])
})

t.test('places join a network when they were asked and say yes', async (t) => {
  const service = await startService(t)
  const [harbour, valley, stranger] = [
    await makePlace(service, 'Harbour'),
    await makePlace(service, 'Valley'),
    await makePlace(service, 'Stranger'),
  ]
  const input = { name: 'Cities of the coast', placeId: harbour.placeId }
  const network = made(await harbour.client.post('/v1/networks', input))
  const path = `/v1/networks/${network.id}`
  const places = `${path}/places`
  t.match((await harbour.client.get(places)).body.data, [
    { placeId: harbour.placeId, placeName: 'Harbour City', role: 'lead', status: 'member' },
  ])
  const elsewhere = await valley.client.post('/v1/networks', input)
  t.match(elsewhere, { status: 404, body: { errors: [{ field: 'placeId' }] } })
  t.match(await valley.client.post('/v1/networks', { name: 'Mine' }), { status: 400 })

  t.equal((await valley.client.get(path)).status, 404, 'nobody else knows of it')
  t.same((await valley.client.get('/v1/networks')).body.data, [])
  const asked = { placeId: valley.placeId }
  const invitation = made(await harbour.client.post(places, asked))
  t.match(invitation, { status: 'invited', role: 'member', joinedAt: null })
  t.match(await harbour.client.post(places, asked), { status: 200, body: invitation })

  t.match((await valley.client.get('/v1/networks')).body.data, [{ id: network.id }])
  t.match((await valley.client.get(places)).body.data, [invitation], 'its own invitation only')
  t.equal((await valley.client.get(`${path}/items`)).status, 403, 'nothing before it has joined')
  const own = `${places}/${valley.placeId}`
  t.equal((await stranger.client.post(`${own}/acceptance`, undefined)).status, 404)
  t.equal((await harbour.client.post(`${own}/acceptance`, undefined)).status, 403)
  t.match((await valley.client.post(`${own}/acceptance`, undefined)).body, { status: 'member' })
  t.equal((await valley.client.post(`${own}/acceptance`, undefined)).status, 200)
  t.equal((await valley.client.post(`${own}/decline`, undefined)).status, 409)
  const whole = (await valley.client.get(places)).body.data
  t.equal(whole.length, 2)
  const first = (await valley.client.get(`${places}?limit=1`)).body
  const rest = (await valley.client.get(`${places}?limit=1&cursor=${first.nextCursor}`)).body
  t.same([...first.data, ...rest.data], whole, 'a page after the other')
  t.equal(rest.nextCursor, null)
  t.equal((await valley.client.patch(path, { name: 'Mine' })).status, 403)
  t.equal((await valley.client.post(places, { placeId: stranger.placeId })).status, 403)
  t.match((await harbour.client.patch(path, { name: 'Coast' })).body, { name: 'Coast' })

  made(await harbour.client.post(places, { placeId: stranger.placeId }))
  const refused = `${places}/${stranger.placeId}`
  t.match(await stranger.client.post(`${refused}/decline`, undefined), {
    body: { status: 'declined' },
  })
  t.equal((await stranger.client.get(path)).status, 404)

  t.equal((await valley.client.delete(own)).status, 204)
  t.equal((await valley.client.get(path)).status, 404, 'who left knows of it no more')
  const back = await harbour.client.post(places, asked)
  t.match(back, { status: 201, body: { status: 'invited' } }, 'and can be asked again')
})

t.test('a template that is shared becomes a badge class of another place, once', async (t) => {
  const service = await startService(t)
  const { harbour, valley, stranger, path } = await makeNetwork(service)
  const source = await makeBadge(harbour, 'Podcast Producer')
  const unshared = await makeBadge(harbour, 'Secret')

  const what = { placeId: harbour.placeId, badgeClassId: source.id }
  const item = made(await harbour.client.post(`${path}/items`, what))
  t.match(await harbour.client.post(`${path}/items`, what), { status: 200, body: item })
  t.match((await valley.client.get(`${path}/items`)).body.data, [
    { id: item.id, badgeClassId: source.id, pathwayId: null, name: 'Podcast Producer', version: 1 },
  ])
  const read = (await valley.client.get(`${path}/items/${item.id}`)).body
  t.match(read.badgeClass, { name: 'Podcast Producer', criteria: source.criteria })
  t.equal((await valley.client.get(`/v1/badge-classes/${unshared.id}`)).status, 404)
  t.equal((await stranger.client.get(`${path}/items/${item.id}`)).status, 404)

  const foreign = { placeId: valley.placeId, badgeClassId: source.id }
  t.match(
    await valley.client.post(`${path}/items`, foreign),
    { status: 404, body: { errors: [{ field: 'badgeClassId' }] } },
    'nobody shares what is not of their place',
  )

  const adoptions = `${path}/items/${item.id}/adoptions`
  const asked = { placeId: valley.placeId, issuerId: valley.issuerId }
  const answers = await Promise.all([1, 2, 3].map(() => valley.client.post(adoptions, asked)))
  t.same(answers.map(({ status }) => status).sort(), [200, 200, 201], 'races end in one')
  const [adoption] = answers.map(({ body }) => body)
  t.match(adoption, { sourceVersion: 1, placeId: valley.placeId, issuerId: valley.issuerId })
  const own = (await valley.client.get(`/v1/badge-classes/${adoption.badgeClassId}`)).body
  t.match(own, {
    issuerId: valley.issuerId,
    name: 'Podcast Producer',
    version: 1,
    archivedAt: null,
    derivedFrom: { badgeClassId: source.id, version: 1, achievementUrl: source.achievementUrl },
  })
  t.equal((await valley.client.get('/v1/badge-classes')).body.data.length, 1)

  const award = { badgeClassId: own.id, recipient: { type: 'email', value: 'sam@example.org' } }
  const { credential } = made(await valley.client.post('/v1/assertions', award))
  t.match(credential.credentialSubject.achievement.related, [
    { id: source.achievementUrl, type: ['Related'], version: '1' },
  ])
  const renamed = await valley.client.patch(`/v1/badge-classes/${own.id}`, { name: 'Podcaster' })
  t.match(renamed.body.derivedFrom, { badgeClassId: source.id }, 'it stays what it was made from')

  const elsewhere = { ...asked, issuerId: stranger.issuerId }
  t.match(await valley.client.post(adoptions, elsewhere), { status: 404 })
  t.equal((await harbour.client.delete(`${path}/items/${item.id}`)).status, 204)
  t.equal((await harbour.client.delete(`${path}/items/${item.id}`)).status, 404)
  t.same((await valley.client.get(`${path}/items`)).body.data, [])
  t.equal(
    (await valley.client.get(`/v1/badge-classes/${own.id}`)).status,
    200,
    'what is made stays',
  )
})

t.test(
  'a template is adopted as a draft, which nobody is awarded before it is published',
  async (t) => {
    const service = await startService(t)
    const { harbour, valley, path } = await makeNetwork(service)
    const source = await makeBadge(harbour, 'Podcast Producer')
    const item = await share(harbour, path, { badgeClassId: source.id })
    const asked = { placeId: valley.placeId, issuerId: valley.issuerId, status: 'draft' }
    const adoptions = `${path}/items/${item.id}/adoptions`
    const { badgeClassId } = made(await valley.client.post(adoptions, asked))
    const award = { badgeClassId, recipient: { type: 'email', value: 'sam@example.org' } }
    t.equal((await valley.client.post('/v1/assertions', award)).status, 409)
    const own = `/v1/badge-classes/${badgeClassId}`
    t.equal((await valley.client.patch(own, { archived: false })).status, 200)
    t.equal((await valley.client.post('/v1/assertions', award)).status, 201)
  },
)

t.test('a pathway that is shared becomes one of another place, with its own badges', async (t) => {
  const service = await startService(t)
  const { harbour, valley, stranger, path } = await makeNetwork(service)
  const [visit, speak, studio] = [
    await makeBadge(harbour, 'Visit'),
    await makeBadge(harbour, 'Speak'),
    await makeBadge(valley, 'Studio'),
  ]
  const foreign = await makeBadge(stranger, 'Foreign')
  const create = async (client: Client, input: object) =>
    made(await client.post('/v1/pathways', input))
  const { placeId } = harbour
  const steps = [
    { id: 'visit', name: 'Visit the studio', requires: { badgeClass: visit.id } },
    {
      id: 'speak',
      name: 'Be on air',
      requires: { all: [{ step: 'visit' }, { badgeClass: speak.id }] },
    },
  ]
  const inner = await create(harbour.client, { name: 'Into radio', placeId, steps })
  const outer = await create(harbour.client, {
    name: 'Into media',
    placeId,
    steps: [{ id: 'radio', name: 'Radio', requires: { pathway: inner.id } }],
  })
  const draft = await create(harbour.client, { name: 'Not yet', placeId, steps, status: 'draft' })
  const unready = { placeId, pathwayId: draft.id }
  t.equal((await harbour.client.post(`${path}/items`, unready)).status, 409)

  const outerItem = await share(harbour, path, { pathwayId: outer.id })
  const adopt = (item: { id: string }, more: object = {}) =>
    valley.client.post(`${path}/items/${item.id}/adoptions`, {
      placeId: valley.placeId,
      issuerId: valley.issuerId,
      ...more,
    })
  t.match(await adopt(outerItem), {
    status: 409,
    body: { detail: /Into radio/ },
  })
  const item = await share(harbour, path, { pathwayId: inner.id })
  t.match((await valley.client.get(`${path}/items/${item.id}`)).body.pathway, {
    name: 'Into radio',
    steps,
    badgeClasses: [
      { id: visit.id, name: 'Visit', issuerName: 'Harbour' },
      { id: speak.id, name: 'Speak', issuerName: 'Harbour' },
    ],
  })
  t.equal((await valley.client.get(`/v1/pathways/${inner.id}`)).status, 404)

  for (const [from, to, field] of [
    [visit.id, foreign.id, `badgeClasses.${visit.id}`],
    [visit.id, randomUUID(), `badgeClasses.${visit.id}`],
    [studio.id, studio.id, `badgeClasses.${studio.id}`],
  ]) {
    const wrong = await adopt(item, { badgeClasses: { [from]: to } })
    t.match(wrong, { status: 400, body: { errors: [{ field }] } })
  }
  const answer = await adopt(item, { badgeClasses: { [visit.id]: studio.id } })
  const adopted = made(answer)
  t.match(adopted, { pathwayId: String, badgeClassId: null, sourceVersion: 1 })
  t.match(await adopt(item), { status: 200, body: adopted }, 'it is adopted once')
  const own = (await valley.client.get(`/v1/pathways/${adopted.pathwayId}`)).body
  t.match(own, {
    name: 'Into radio',
    placeId: valley.placeId,
    issuerId: valley.issuerId,
    status: 'published',
    derivedFrom: { pathwayId: inner.id, version: 1 },
    steps: [
      { requires: { badgeClass: studio.id } },
      { requires: { all: [{ step: 'visit' }, { badgeClass: speak.id }] } },
    ],
  })

  const whole = made(await adopt(outerItem, { status: 'draft' }))
  const wholeOwn = (await valley.client.get(`/v1/pathways/${whole.pathwayId}`)).body
  t.match(wholeOwn, { status: 'draft', steps: [{ requires: { pathway: own.id } }] })

  t.equal(
    (await harbour.client.patch(`/v1/pathways/${inner.id}`, { steps: [steps[0]] })).status,
    200,
  )
  t.match((await valley.client.get(`${path}/items/${item.id}`)).body, { version: 2 })
  t.same(
    (await valley.client.get(`/v1/pathways/${own.id}`)).body.steps,
    own.steps,
    'the copy stays as it was',
  )
  const revised = await valley.client.patch(`/v1/pathways/${own.id}`, {
    steps: own.steps.toReversed(),
  })
  t.match(revised, { status: 200, body: { derivedFrom: { version: 1 } } })
})
