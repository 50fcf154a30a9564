// A partner platform's learner looks at their own badges in an app that has no key of the platform.
import t from 'tap'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { dump } from '../support/tables.ts'

const card = (value: string) => ({ type: 'library-card', value, authority: 'fen' })
const SCOPES = [
  'learners:read',
  'learners:write',
  'assertions:read',
  'assertions:write',
  'learner-tokens:read',
  'learner-tokens:write',
]

async function newLearner(service: Service, value: string): Promise<string> {
  return made(await service.admin.post('/v1/learners', { identifiers: [card(value)] })).id
}

t.test('a learner calls with a token of their own', async (t) => {
  const service = await startService(t)
  const { admin, as, database, log } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const learner = await newLearner(service, '1001')
  const other = await newLearner(service, '1002')
  const award = { badgeClassId: badgeClass.id, note: 'Came late.' }
  const own = made(await admin.post('/v1/assertions', { ...award, learnerId: learner }))
  const foreign = made(await admin.post('/v1/assertions', { ...award, learnerId: other }))

  const { token, ...shown } = made(await admin.post(`/v1/learners/${learner}/tokens`, {}))
  t.match(shown, { learnerId: learner, issuerId: null, revokedAt: null })
  const lasts = Date.parse(shown.expiresAt) - Date.parse(shown.createdAt)
  t.equal(lasts, 3_600_000, 'an hour, when nothing else is said')
  t.match(token, /^wlt_/)
  const app = as(token)

  t.match((await app.get(`/v1/learners/${learner}`)).body, { id: learner })
  t.match((await app.get(`/v1/assertions/${own.id}`)).body, { id: own.id, note: null })
  t.match((await app.get('/v1/assertions')).body.data, [{ id: own.id, note: null }])
  t.match((await app.get(`/v1/assertions?learnerId=${learner}`)).body.data, [{ id: own.id }])
  t.equal((await app.get(`/v1/badge-classes/${badgeClass.id}`)).status, 200)

  t.equal((await app.get(`/v1/learners/${other}`)).status, 404)
  t.equal((await app.get(`/v1/assertions/${foreign.id}`)).status, 404)
  t.same((await app.get(`/v1/assertions?learnerId=${other}`)).body.data, [])
  t.equal((await app.get('/v1/learners')).status, 403)
  t.equal((await app.post('/v1/assertions', award)).status, 403)
  t.equal((await app.post(`/v1/learners/${learner}/tokens`, {})).status, 403)

  t.same((await admin.get(`/v1/learners/${learner}/tokens`)).body.data, [shown])
  const stored = await dump(database)
  t.ok(stored.includes(shown.id))
  t.notOk(stored.includes(token.slice(4)), 'only a hash is kept')
  t.notOk(log().includes(token.slice(4)))
})

t.test('a token ends: in time, when revoked, with its key and with its learner', async (t) => {
  let clock = Date.parse('2026-11-22T09:30:00Z')
  const service = await startService(t, { now: () => new Date(clock) })
  const { admin, as } = service
  const learner = await newLearner(service, '1001')
  const path = `/v1/learners/${learner}/tokens`
  const read = (token: string) => as(token).get(`/v1/learners/${learner}`)
  const mint = async (client = admin, body: object = {}) => made(await client.post(path, body))

  const short = await mint(admin, { expiresIn: 60 })
  clock += 59_000
  t.equal((await read(short.token)).status, 200)
  clock += 1_000
  const late = await read(short.token)
  t.match(late, { status: 401, body: { detail: /expired/ } })
  t.match(late.headers.get('www-authenticate'), /^Bearer/)
  t.same((await admin.get(path)).body.data, [])
  t.match((await admin.get(`${path}?archived=true`)).body.data, [{ id: short.id }])

  const revoked = await mint()
  t.equal((await admin.delete(`${path}/${revoked.id}`)).status, 204)
  t.match(await read(revoked.token), { status: 401, body: { detail: /revoked/ } })
  t.equal((await admin.delete(`${path}/${revoked.id}`)).status, 204, 'twice is once')

  const key = made(await admin.post('/v1/api-keys', { name: 'Partner', scopes: SCOPES }))
  const ofKey = await mint(as(key.key))
  t.equal((await read(ofKey.token)).status, 200)
  await admin.delete(`/v1/api-keys/${key.id}`)
  t.equal((await read(ofKey.token)).status, 401)

  const last = await mint()
  await admin.delete(`/v1/learners/${learner}`)
  t.equal((await read(last.token)).status, 401)
  t.equal((await admin.post(path, {})).status, 409, 'nor is another one minted')
  await admin.patch(`/v1/learners/${learner}`, { archived: false })
  t.equal((await read(last.token)).status, 200)

  t.equal((await as('wlt_short').get('/v1/assertions')).status, 401)
  t.equal((await as(`wlt_${'A'.repeat(43)}`).get('/v1/assertions')).status, 401)
  clock += 31 * 86_400_000
  await service.deps.services.learnerTokens.forget()
  t.same((await admin.get(`${path}?archived=true`)).body.data, [])
})

t.test("an issuer's token sees what the issuer's key sees", async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const ours = await makeBadgeClass(admin, { issuer: { name: 'Ours' } })
  const theirs = await makeBadgeClass(admin, { issuer: { name: 'Theirs' } })
  const learner = await newLearner(service, '1001')
  const stranger = await newLearner(service, '1002')
  const award = async (badgeClassId: string) =>
    made(await admin.post('/v1/assertions', { badgeClassId, learnerId: learner }))
  const own = await award(ours.badgeClass.id)
  const foreign = await award(theirs.badgeClass.id)
  const client = as(await makeKey(admin, SCOPES, ours.issuer.id))

  t.equal((await client.post(`/v1/learners/${stranger}/tokens`, {})).status, 404)
  const minted = made(await client.post(`/v1/learners/${learner}/tokens`, {}))
  t.equal(minted.issuerId, ours.issuer.id)
  t.ok(
    minted.scopes.every((scope: string) => SCOPES.includes(scope)),
    'what the key has',
  )
  const app = as(minted.token)
  t.match((await app.get('/v1/assertions')).body.data, [{ id: own.id }])
  t.equal((await app.get('/v1/assertions')).body.data.length, 1)
  t.equal((await app.get(`/v1/assertions/${foreign.id}`)).status, 404)
  t.equal((await app.get('/v1/badge-classes')).status, 403, 'nor what it was not given')

  const platforms = made(await admin.post(`/v1/learners/${learner}/tokens`, {}))
  t.same((await client.get(`/v1/learners/${learner}/tokens`)).body.data.length, 1)
  t.equal((await client.delete(`/v1/learners/${learner}/tokens/${platforms.id}`)).status, 404)
  const all = (await as(platforms.token).get('/v1/assertions')).body.data
  t.equal(all.length, 2, "the platform's sees everything of the learner")
})

t.test('a key hands on only what it has, and what learners may have', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const path = `/v1/learners/${await newLearner(service, '1001')}/tokens`
  const key = as(await makeKey(admin, ['learner-tokens:write', 'learners:read']))
  t.match(await key.post(path, { scopes: ['learners:read', 'assertions:read'] }), {
    status: 403,
    body: { errors: [{ field: 'scopes[1]' }] },
  })
  const blind = as(await makeKey(admin, ['learner-tokens:write']))
  t.match(await blind.post(path, {}), { status: 403, body: { errors: [{ field: 'scopes' }] } })
  for (const [body, field] of [
    [{ scopes: ['issuers:write'] }, 'scopes[0]'],
    [{ scopes: [] }, 'scopes'],
    [{ expiresIn: 59 }, 'expiresIn'],
    [{ expiresIn: 86_401 }, 'expiresIn'],
    [{ expiresIn: '60' }, 'expiresIn'],
    [{ learnerId: 'x' }, 'learnerId'],
  ] as const) {
    t.match(await admin.post(path, body), { status: 400, body: { errors: [{ field }] } })
  }
})
