import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import type { Answer, Client } from '../support/client.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const email = (value: string) => ({ type: 'email', value })
const card = (value: string, authority = 'harbour') => ({ type: 'library-card', value, authority })

/** Two issuers with a badge class each, and what their keys may do. */
async function twoIssuers({ admin, as }: Service) {
  const make = async () => {
    const { issuer, badgeClass } = await makeBadgeClass(admin)
    const client = as(await makeKey(admin, [...SCOPES], issuer.id))
    const award = async (recipient: object) =>
      made(await client.post('/v1/assertions', { badgeClassId: badgeClass.id, ...recipient }))
    return { issuer, badgeClass, client, award }
  }
  return { library: await make(), museum: await make() }
}

const learnersOf = async (client: Client) => (await client.get('/v1/learners')).body.data

t.test(
  'an issuer is answered alike about a learner new to all and one known to others',
  async (t) => {
    const service = await startService(t)
    const { admin } = service
    const { library, museum } = await twoIssuers(service)
    const known = made(
      await admin.post('/v1/learners', {
        identifiers: [email('known@example.org'), card('1'), card('2', 'hillside')],
        displayName: 'Known to the platform',
      }),
    )
    await museum.award({ recipient: email('known@example.org') })
    await admin.patch(`/v1/learners/${known.id}`, { displayName: 'Changed', archived: true })

    /** What an answer says, with what must differ between two learners taken out. */
    const said = ({ status, headers, body }: Answer, value: string) => ({
      status,
      headers: [...headers.keys()].sort(),
      etag: headers.get('etag'),
      members: Object.keys(body),
      body: JSON.parse(
        JSON.stringify(body)
          .replaceAll(body.id, 'ID')
          .replaceAll(value, 'VALUE')
          .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'),
      ),
    })
    const compare = async (what: string, ask: (value: string) => Promise<Answer>) => {
      const began = Date.now()
      const old = await ask('known')
      const fresh = await ask('fresh')
      t.match(String(old.status), /^20[01]$/, what)
      t.same(said(old, 'known'), said(fresh, 'fresh'), what)
      for (const { body } of [old, fresh]) {
        t.ok(Date.parse(body.createdAt) >= began - 1, `${what}: it begins now`)
        t.equal(body.createdAt, body.updatedAt)
      }
    }
    await compare('naming', (value) =>
      library.client.post('/v1/learners', {
        identifiers: [card(value, 'own'), email(`${value}@example.org`)],
        displayName: 'Our name',
      }),
    )
    made(await admin.post('/v1/learners', { identifiers: [card('known', 'award')] }))
    await compare('awarding', async (value) => {
      const { learnerId } = await library.award({ recipient: card(value, 'award') })
      return library.client.get(`/v1/learners/${learnerId}`)
    })

    await t.test('nor does the id tell', async (t) => {
      const ids = [known.id]
      for (const position of Array(40).keys()) {
        const input = { identifiers: [card(`${position}`, 'ids')] }
        ids.push(made(await library.client.post('/v1/learners', input)).id)
      }
      t.not(ids.slice(1).join(), ids.slice(1).sort().join(), 'ids are in no order of time')
      for (const id of ids) t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/)
    })

    await t.test('and the record of each issuer is its own', async (t) => {
      const input = { identifiers: [email('known@example.org')] }
      const ours = made(await library.client.post('/v1/learners', input))
      t.equal(ours.id, known.id, 'it is the same person')
      t.match(ours, { displayName: 'Our name', archivedAt: null })
      const path = `/v1/learners/${known.id}`
      const patched = await library.client.patch(path, { displayName: 'Renamed', archived: true })
      t.equal(patched.status, 200)
      t.match((await museum.client.get(path)).body, { displayName: null, archivedAt: null })
      t.match((await admin.get(path)).body, { displayName: 'Changed' })
      t.notOk(
        (await learnersOf(library.client)).map(({ id }: { id: string }) => id).includes(known.id),
      )
    })
  },
)

t.test('an issuer sees the learners it deals with, and of them what it gave', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { library, museum } = await twoIssuers(service)
  const sam = made(
    await admin.post('/v1/learners', {
      identifiers: [email('sam@example.org'), card('1'), card('2', 'hillside')],
      displayName: 'Sam',
    }),
  )
  const path = `/v1/learners/${sam.id}`
  t.equal((await library.client.get(path)).status, 404, 'until then there is no such learner')
  t.same(await learnersOf(library.client), [])
  const search = (client: Client, identifier: object) =>
    client.post('/v1/learners/search', { identifier })
  t.same((await search(library.client, card('1'))).body, { data: [] })

  const award = await library.award({ recipient: card('1') })
  t.equal(award.learnerId, sam.id)
  const seen = await library.client.get(path)
  t.match(seen.body, { id: sam.id, displayName: null })
  t.same(seen.body.identifiers, [card('1')])
  t.same(await learnersOf(library.client), [seen.body])
  t.same((await search(library.client, card('1'))).body.data, [seen.body])
  t.same((await search(library.client, email('sam@example.org'))).body, { data: [] })
  t.equal((await museum.client.get(path)).status, 404)
  t.same((await search(museum.client, card('1'))).body, { data: [] })
  t.same((await admin.get(path)).body.identifiers.length, 3, 'the platform sees all')

  await t.test('what it gives later is added, in its order', async (t) => {
    const input = { identifiers: [card('1'), email('sam@example.org')], displayName: 'Sammy' }
    const grown = made(await library.client.post('/v1/learners', input))
    t.same(grown.identifiers, [card('1'), email('sam@example.org')])
    t.equal(grown.displayName, 'Sammy')
    const stale = { 'if-none-match': seen.headers.get('etag') as string }
    t.equal((await library.client.get(path, stale)).status, 200, 'and the ETag says so')
    t.equal((await admin.get(path)).body.displayName, 'Sam')
  })

  await t.test('what it adds to a learner of others counts for itself alone', async (t) => {
    await museum.award({ recipient: card('1') })
    const input = { identifiers: [card('1'), email('sam@library.example')] }
    made(await library.client.post('/v1/learners', input))
    t.equal((await admin.get(path)).body.identifiers.length, 3)
    const seen = (await library.client.get(path)).body.identifiers
    t.ok(seen.some(({ value }: { value: string }) => value === 'sam@library.example'))
    t.same((await museum.client.get(path)).body.identifiers, [card('1')])
    t.same((await search(museum.client, email('sam@library.example'))).body, { data: [] })
  })

  await t.test('an award by the platform is a dealing of the issuer', async (t) => {
    const jo = made(await admin.post('/v1/learners', { identifiers: [card('7')] }))
    await admin.post('/v1/assertions', { badgeClassId: museum.badgeClass.id, learnerId: jo.id })
    t.match(await museum.client.get(`/v1/learners/${jo.id}`), {
      status: 200,
      body: { identifiers: [] },
    })
    t.equal((await library.client.get(`/v1/learners/${jo.id}`)).status, 404)
    const byId = { badgeClassId: museum.badgeClass.id, learnerId: jo.id }
    t.equal((await museum.client.post('/v1/assertions', byId)).status, 201)
    const foreign = { badgeClassId: library.badgeClass.id, learnerId: jo.id }
    t.equal((await library.client.post('/v1/assertions', foreign)).status, 404)
  })
})

t.test('an issuer cannot learn from conflicts what it was not told', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { library } = await twoIssuers(service)
  const one = made(await admin.post('/v1/learners', { identifiers: [card('1')] }))
  made(await admin.post('/v1/learners', { identifiers: [card('2')] }))
  const both = await library.client.post('/v1/learners', { identifiers: [card('1'), card('2')] })
  t.equal(both.status, 201, 'that these are two learners of the platform is not told')
  t.same(both.body.identifiers, [card('1'), card('2')])
  t.equal(both.body.id, one.id)
  for (const recipient of [card('1'), card('2')]) {
    const { learnerId } = await library.award({ recipient })
    t.equal(learnerId, both.body.id, 'it keeps meeting the same learner')
  }
  const byPlatform = { identifiers: [card('1'), card('2')] }
  t.equal((await admin.post('/v1/learners', byPlatform)).status, 409)

  const separate = [card('5'), card('6')]
  for (const identifier of separate) {
    made(await library.client.post('/v1/learners', { identifiers: [identifier] }))
  }
  const own = await library.client.post('/v1/learners', { identifiers: separate })
  t.equal(own.status, 409, 'its own records it knows')
  t.match(own.body.errors, [{ field: 'identifiers[1]' }])
})
