import t from 'tap'
import { createIssuerKeyService } from '../../src/issuer-keys/index.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { awardOf, verdictOn, WEB } from './credentials.ts'

t.test('a rotation under did:web keeps the identity and adds a key', async (t) => {
  const service = await startService(t, { env: WEB })
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const path = `/v1/issuers/${issuer.id}`
  const before = await awardOf(service, badgeClass.id)

  const answer = await admin.post(`${path}/keys`, {})
  const key = made(answer)
  t.equal(answer.headers.get('location'), `${path}/keys/2`)
  t.match(key, {
    number: 2,
    algorithm: 'Ed25519',
    state: 'active',
    did: issuer.did,
    verificationMethods: [`${issuer.did}#key-2`, `${issuer.did}#key-2-ed25519-2020`],
    publicKeyMultibase: /^z6Mk/,
    kid: null,
    retiredAt: null,
    compromisedAt: null,
  })
  t.same((await admin.get(`${path}/keys/2`)).body, key)
  t.equal((await admin.get(path)).body.did, issuer.did)

  const after = await awardOf(service, badgeClass.id)
  t.equal(before.credential.proof[0].verificationMethod, `${issuer.did}#key-1`)
  t.equal(after.credential.proof[0].verificationMethod, `${issuer.did}#key-2`)
  t.equal(await verdictOn(service, before.credential), 'valid')
  t.equal(await verdictOn(service, after.credential), 'valid')

  const { body: document } = await as(null).get(`/issuers/${issuer.id}/did.json`)
  t.same(document.assertionMethod, [
    `${issuer.did}#key-1`,
    `${issuer.did}#key-1-ed25519-2020`,
    `${issuer.did}#key-2`,
    `${issuer.did}#key-2-ed25519-2020`,
  ])
  const list = (await admin.get(`${path}/keys`)).body
  t.match(list, {
    data: [
      { number: 1, state: 'retired', retiredAt: /./ },
      { number: 2, state: 'active' },
    ],
    nextCursor: null,
  })
})

t.test('a rotation under did:key gives another identity, and the old one stands', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const path = `/v1/issuers/${issuer.id}`
  const before = await awardOf(service, badgeClass.id)
  const key = made(await admin.post(`${path}/keys`, { algorithm: 'Ed25519' }))
  const renamed = await admin.get(path)
  t.equal(renamed.body.did, `did:key:${key.publicKeyMultibase}`)
  t.not(renamed.body.did, issuer.did)
  t.equal((await admin.get(path, { 'if-none-match': '"1"' })).status, 200, 'another ETag')
  const after = await awardOf(service, badgeClass.id)
  t.equal(after.credential.issuer.id, renamed.body.did)
  t.not(
    after.credential.credentialStatus.statusListCredential,
    before.credential.credentialStatus.statusListCredential,
    'each identity has lists of its own',
  )
  t.equal(await verdictOn(service, before.credential), 'valid')
  t.equal(await verdictOn(service, after.credential), 'valid')
  const { statusListCredential } = before.credential.credentialStatus
  t.equal((await admin.get(statusListCredential)).body.issuer, issuer.did, 'and signs them')
  t.match((await admin.get(`${path}/keys`)).body.data, [
    { did: issuer.did, state: 'retired', verificationMethods: [/^did:key:(z\w+)#\1$/] },
    { did: renamed.body.did, state: 'active' },
  ])
  await admin.post(`/v1/assertions/${before.id}/revocation`, { reason: 'Wrong.' })
  t.equal(await verdictOn(service, before.credential), 'invalid status revoked')
})

t.test('keys are listed by page, in order', async (t) => {
  const { admin } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const path = `/v1/issuers/${issuer.id}/keys`
  for (const algorithm of ['Ed25519', 'ES256', 'ES256', 'Ed25519']) {
    made(await admin.post(path, { algorithm }))
  }
  const numbers: number[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { body } = await admin.get(`${path}?limit=2${cursor && `&cursor=${cursor}`}`)
    numbers.push(...body.data.map(({ number }: { number: number }) => number))
    cursor = body.nextCursor
  }
  t.same(numbers, [1, 2, 3, 4, 5])
  t.match((await admin.get(path)).body.data, [
    { state: 'retired' },
    { state: 'retired' },
    { algorithm: 'ES256', state: 'retired', kid: /\/keys\/3$/, publicJwk: { kid: /\/keys\/3$/ } },
    { algorithm: 'ES256', state: 'active' },
    { algorithm: 'Ed25519', state: 'active' },
  ])
})

t.test('what a key signed is listed by page, and nothing else', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const path = `/v1/issuers/${issuer.id}/keys`
  const signed: string[] = []
  for (let number = 0; number < 5; number++) {
    signed.push((await awardOf(service, badgeClass.id)).id)
  }
  made(await admin.post(path, {}))
  const later = await awardOf(service, badgeClass.id)
  const listed: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { body } = await admin.get(`${path}/1/assertions?limit=2${cursor && `&cursor=${cursor}`}`)
    t.ok(body.data.length <= 2)
    listed.push(...body.data.map(({ id }: { id: string }) => id))
    cursor = body.nextCursor
  }
  t.same(listed, signed)
  t.match((await admin.get(`${path}/2/assertions`)).body, {
    data: [{ id: later.id }],
    nextCursor: null,
  })
})

t.test('a repeated rotation is one rotation', async (t) => {
  const { admin, database } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const path = `/v1/issuers/${issuer.id}/keys`
  const key = { 'idempotency-key': 'rotate-once' }
  const first = await admin.post(path, {}, key)
  const again = await admin.post(path, {}, key)
  t.equal(again.text, first.text)
  t.equal(again.headers.get('location'), `${path}/2`)
  t.equal((await admin.get(path)).body.data.length, 2)
  const { rows } = await database.pool.query("select * from issuer_keys where state = 'active'")
  t.equal(rows.length, 1)
})

t.test('rotations and awards at the same time, by two services', async (t) => {
  const one = await startService(t, { env: WEB })
  const other = await startService(t, { env: WEB, databaseUrl: one.databaseUrl })
  const { issuer, badgeClass } = await makeBadgeClass(one.admin)
  const path = `/v1/issuers/${issuer.id}/keys`
  const services = [one, other, one, other, one, other]
  const [rotations, awards] = await Promise.all([
    Promise.all(services.map(({ admin }) => admin.post(path, {}))),
    Promise.all([...services, ...services].map((service) => awardOf(service, badgeClass.id))),
  ])
  t.same(
    rotations.map(({ status }) => status),
    services.map(() => 201),
  )
  const { data } = (await one.admin.get(path)).body
  t.same(
    data.map(({ number }: { number: number }) => number),
    [1, 2, 3, 4, 5, 6, 7],
  )
  t.same(
    data.map(({ state }: { state: string }) => state),
    ['retired', 'retired', 'retired', 'retired', 'retired', 'retired', 'active'],
  )
  for (const { credential } of awards) t.equal(await verdictOn(other, credential), 'valid')
})

t.test('no key is made for a rotation that is refused', async (t) => {
  const { database } = await startService(t)
  const keys = createIssuerKeyService({
    database,
    custody: { make: () => t.fail('a key was made') },
  } as never)
  const nowhere = '01a202a7-33f8-77b7-be57-58a0afae0eca'
  const refused = await database
    .transaction((tx) =>
      keys.rotate(tx, { issuerId: null } as never, nowhere, { algorithm: 'RS256' }),
    )
    .catch((error) => error)
  t.equal(refused.status, 404)
})

t.test('another issuer’s keys do not exist', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const { issuer: foreign } = await makeBadgeClass(admin)
  const scopes = ['issuers:read', 'issuers:write', 'assertions:read', 'assertions:write']
  const bound = as(await makeKey(admin, scopes, issuer.id))
  made(await bound.post(`/v1/issuers/${issuer.id}/keys`, {}))
  const calls = (id: string) => [
    () => bound.get(`/v1/issuers/${id}/keys`),
    () => bound.get(`/v1/issuers/${id}/keys/1`),
    () => bound.post(`/v1/issuers/${id}/keys`, {}),
    () => bound.post(`/v1/issuers/${id}/keys/1/compromise`, { reason: 'Mine now.' }),
    () => bound.get(`/v1/issuers/${id}/keys/1/assertions`),
    () => bound.post(`/v1/issuers/${id}/keys/1/reissue`, {}),
    () => bound.get(`/v1/issuers/${id}/keys/1/reissue`),
  ]
  const nobody = calls('01a202a7-33f8-77b7-be57-58a0afae0eca')
  for (const [position, call] of calls(foreign.id).entries()) {
    const answer = await call()
    t.equal(answer.status, 404)
    t.same(answer.body, (await nobody[position]?.())?.body)
  }
  t.match((await admin.get(`/v1/issuers/${foreign.id}/keys`)).body.data, [{ state: 'active' }])
})
