import t from 'tap'
import { notAProblem } from '../support/problem.ts'
import { issuerInput, made, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { dump, fingerprint } from '../support/tables.ts'

t.test('a key is shown once, kept as a hash and listed by its prefix', async (t) => {
  const { admin, as, database, log } = await startService(t)
  const created = made(
    await admin.post('/v1/api-keys', { name: 'Award script', scopes: ['issuers:read'] }),
  )
  const { key, ...rest } = created
  t.match(rest, {
    name: 'Award script',
    prefix: /^wm_[0-9a-f]{12}$/,
    scopes: ['issuers:read'],
    issuerId: null,
    revokedAt: null,
  })
  t.ok(key.startsWith(`${rest.prefix}_`))
  t.equal((await as(key).get('/v1/issuers')).status, 200)

  t.same((await admin.get(`/v1/api-keys/${rest.id}`)).body, rest, 'it is never shown again')
  t.same((await admin.get('/v1/api-keys')).body.data, [rest])
  const secret = key.slice(rest.prefix.length + 1)
  const stored = await dump(database)
  t.ok(stored.includes(rest.prefix))
  t.notOk(stored.includes(secret), 'the secret is in no table')
  t.notOk(stored.includes(Buffer.from(secret, 'base64url').toString('latin1')))
  t.notOk(log().includes(secret), 'nor in the log')

  const altered = `${key.slice(0, -2)}${key.endsWith('AA') ? 'BB' : 'AA'}`
  t.equal((await as(altered).get('/v1/issuers')).status, 401)
})

t.test('a revoked key stops working at once and for good', async (t) => {
  const { admin, as } = await startService(t)
  const { id, key } = made(
    await admin.post('/v1/api-keys', { name: 'Leaver', scopes: ['issuers:read'] }),
  )
  const holder = as(key)
  t.equal((await holder.get('/v1/issuers')).status, 200)
  t.equal((await admin.delete(`/v1/api-keys/${id}`)).status, 204)
  t.match(await holder.get('/v1/issuers'), { status: 401, body: { type: /unauthenticated$/ } })

  const { revokedAt } = (await admin.get(`/v1/api-keys/${id}`)).body
  t.type(revokedAt, 'string')
  t.equal((await admin.delete(`/v1/api-keys/${id}`)).status, 204)
  t.equal((await admin.get(`/v1/api-keys/${id}`)).body.revokedAt, revokedAt)
  t.same((await admin.get('/v1/api-keys')).body.data, [], 'it leaves the list')
  t.match((await admin.get('/v1/api-keys?archived=true')).body.data, [{ id }])
})

t.test('a key hands on no more than it has', async (t) => {
  const { admin, as, database } = await startService(t)
  const issuer = made(await admin.post('/v1/issuers', issuerInput))
  const other = made(await admin.post('/v1/issuers', issuerInput))
  const unbound = as(await makeKey(admin, ['api-keys:write', 'issuers:read']))
  const bound = as(await makeKey(admin, ['api-keys:write', 'issuers:read'], issuer.id))
  const before = await fingerprint(database)

  for (const caller of [unbound, bound]) {
    const beyond = await caller.post('/v1/api-keys', {
      name: 'more',
      scopes: ['issuers:read', 'issuers:write'],
    })
    t.equal(beyond.status, 403)
    t.equal(notAProblem(beyond, 'scopes[1]'), null)
  }
  const elsewhere = await bound.post('/v1/api-keys', {
    name: 'elsewhere',
    scopes: ['issuers:read'],
    issuerId: other.id,
  })
  t.equal(elsewhere.status, 404)
  t.equal(notAProblem(elsewhere, 'issuerId'), null)
  t.same(await fingerprint(database), before)

  for (const issuerId of [undefined, null, issuer.id]) {
    const input = { name: 'colleague', scopes: ['issuers:read'], issuerId }
    const { key, ...made_ } = made(await bound.post('/v1/api-keys', input))
    t.equal(made_.issuerId, issuer.id, 'what a bound key makes is bound like it')
    t.match((await as(key).get('/v1/issuers')).body.data, [{ id: issuer.id }])
  }
  const narrowed = { name: 'narrower', scopes: ['issuers:read'], issuerId: other.id }
  t.match(made(await unbound.post('/v1/api-keys', narrowed)), { issuerId: other.id })
})

t.test('a bound key sees and revokes the keys of its issuer only', async (t) => {
  const { admin, as } = await startService(t)
  const issuer = made(await admin.post('/v1/issuers', issuerInput))
  const other = made(await admin.post('/v1/issuers', issuerInput))
  const make = async (issuerId?: string) =>
    made(await admin.post('/v1/api-keys', { name: 'key', scopes: ['issuers:read'], issuerId }))
  const caller = as(await makeKey(admin, ['api-keys:read', 'api-keys:write'], issuer.id))
  const [own, foreign, platform] = [await make(issuer.id), await make(other.id), await make()]

  const seen = (await caller.get('/v1/api-keys')).body.data.map(({ id }: { id: string }) => id)
  t.ok(seen.includes(own.id))
  t.equal(seen.length, 2, 'its own key and its colleague')
  for (const { id, key } of [foreign, platform]) {
    t.equal((await caller.get(`/v1/api-keys/${id}`)).status, 404)
    t.equal((await caller.delete(`/v1/api-keys/${id}`)).status, 404)
    t.equal((await as(key).get('/v1/issuers')).status, 200, 'and it still works')
  }
  t.equal((await caller.delete(`/v1/api-keys/${own.id}`)).status, 204)
  t.equal((await as(own.key).get('/v1/issuers')).status, 401)
})
