import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader, importJWK } from 'jose'
import t, { type Test } from 'tap'
import { createCredentialJwts } from '../../src/credential-jwts/index.ts'
import { createKeyCustody } from '../../src/key-stores/index.ts'
import { createVault } from '../../src/vault.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const recipient = { type: 'library-card', value: '1', authority: 'harbour' }

async function awarded(service: Service, badgeClassId: string) {
  const input = { badgeClassId, recipient, validUntil: '2099-01-01T00:00:00Z' }
  const assertion = made(await service.admin.post('/v1/assertions', input))
  return { ...assertion, publicId: assertion.credentialUrl.split('/').at(-1) as string }
}

async function jwtOf(service: Service, publicId: string): Promise<string> {
  return (await service.deps.services.credentialJwts.credentialJwt(publicId)) as string
}

/** The key that a token names, as it is served to anybody. */
async function servedKey({ as }: Service, jwt: string) {
  return as(null).get(new URL(decodeProtectedHeader(jwt).kid as string).pathname)
}

for (const alg of ['RS256', 'ES256']) {
  t.test(`a VC-JWT by ${alg}`, async (t) => {
    const service = await startService(t)
    const { admin, as, publicUrl } = service
    const { issuer, badgeClass } = await makeBadgeClass(admin, {
      issuer: alg === 'ES256' ? { jwtAlgorithm: alg } : {},
    })
    t.equal(issuer.jwtAlgorithm, alg)
    const { publicId, credential } = await awarded(service, badgeClass.id)
    const keys = `/v1/issuers/${issuer.id}/keys`
    t.equal((await admin.get(keys)).body.data.length, 1, 'no key before the first token')
    const jwt = await jwtOf(service, publicId)

    await t.test('says what the credential says', async (t) => {
      const kid = `${publicUrl}/issuers/${issuer.id}/keys/2`
      t.same(decodeProtectedHeader(jwt), { alg, kid, typ: 'JWT' })
      const { proof: _, ...unsigned } = credential
      const { iss, jti, sub, nbf, exp, ...rest } = decodeJwt(jwt)
      t.same(rest, unsigned)
      t.same(
        { iss, jti, sub, nbf, exp },
        {
          iss: issuer.did,
          jti: credential.id,
          sub: credential.credentialSubject.id,
          nbf: Date.parse(credential.validFrom) / 1000,
          exp: Date.parse('2099-01-01T00:00:00Z') / 1000,
        },
      )
    })

    await t.test('verifies with the key that its kid leads to', async (t) => {
      const served = await servedKey(service, jwt)
      t.equal(served.status, 200)
      t.match(served.headers.get('content-type'), /^application\/jwk\+json/)
      t.equal(served.headers.get('cache-control'), 'public, max-age=60')
      t.match(served.body, { alg, use: 'sig', kid: decodeProtectedHeader(jwt).kid as string })
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi']) t.notOk(secret in served.body)
      await compactVerify(jwt, await importJWK(served.body))
      const set = await as(null).get('/.well-known/jwks.json')
      t.match(set.headers.get('content-type'), /^application\/jwk-set\+json/)
      await compactVerify(jwt, createLocalJWKSet(set.body))
      t.equal((await as(null).get(`/issuers/${issuer.id}/keys/1`)).status, 404, 'no JWT key')
      const etag = served.headers.get('etag') as string
      const { pathname } = new URL(decodeProtectedHeader(jwt).kid as string)
      t.equal((await as(null).get(pathname, { 'if-none-match': etag })).status, 304)
    })

    await t.test('stays as it is', async (t) => {
      t.equal(await jwtOf(service, publicId), jwt)
      made(await admin.post(keys, { algorithm: alg }))
      made(await admin.post(keys, {}))
      t.equal(await jwtOf(service, publicId), jwt, 'after rotations')
      t.equal((await servedKey(service, jwt)).status, 200, 'and its key is still served')
      const next = await jwtOf(service, (await awarded(service, badgeClass.id)).publicId)
      t.match(decodeProtectedHeader(next), { alg, kid: /\/keys\/3$/ })
    })

    await t.test('its key is known as the issuer’s, under all its names', async (t) => {
      const { ownJwtKey } = service.deps.services.credentialJwts
      const { kid = '' } = decodeProtectedHeader(jwt) as { kid?: string }
      const own = await ownJwtKey(kid)
      const { did } = (await admin.get(`/v1/issuers/${issuer.id}`)).body
      t.match(own, { jwk: { kid, alg }, state: 'retired' })
      t.same(own?.issuerDids.sort(), [issuer.did, did].sort())
      for (const other of [
        `${kid}?x`,
        `${kid}#x`,
        `${kid}0`,
        kid.replace(/\d+$/, '1'),
        kid.replace('127.0.0.1', '127.0.0.2'),
        'x',
        '',
      ]) {
        t.equal(await ownJwtKey(other), undefined, other)
      }
    })
  })
}

t.test('many who ask first at the same time get the same token, by one key', async (t) => {
  const one = await startService(t, { env: { PUBLIC_URL: 'http://badges.example.org' } })
  const other = await startService(t, {
    env: { PUBLIC_URL: 'http://badges.example.org' },
    databaseUrl: one.databaseUrl,
  })
  const { issuer, badgeClass } = await makeBadgeClass(one.admin, {
    issuer: { jwtAlgorithm: 'ES256' },
  })
  const { publicId } = await awarded(one, badgeClass.id)
  const services = [one, other, one, other, one, other]
  const jwts = await Promise.all(services.map((service) => jwtOf(service, publicId)))
  t.equal(new Set(jwts).size, 1)
  const { data } = (await one.admin.get(`/v1/issuers/${issuer.id}/keys`)).body
  t.equal(data.length, 2)
})

t.test('a first key is made once, however many ask at the same time', async (t) => {
  const service = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(service.admin)
  const { publicId } = await awarded(service, badgeClass.id)
  let keys = 0
  const { database, publicUrl } = service
  const custody = createKeyCustody({ vault: createVault(Buffer.alloc(32, 7)) })
  const jwts = createCredentialJwts({
    database,
    publicUrl,
    now: () => new Date(),
    custody: {
      ...custody,
      make(...args) {
        keys++
        return custody.make(...args)
      },
    },
  })
  const tokens = await Promise.all(Array.from({ length: 8 }, () => jwts.credentialJwt(publicId)))
  t.equal(new Set(tokens).size, 1)
  t.equal(keys, 1)
  const { data } = (await service.admin.get(`/v1/issuers/${issuer.id}/keys`)).body
  t.equal(data.length, 2)
})

t.test('the set has a key before the first token of it is served, by every process', async (t) => {
  const one = await startService(t, { env: { PUBLIC_URL: 'http://badges.example.org' } })
  const other = await startService(t, {
    env: { PUBLIC_URL: 'http://badges.example.org' },
    databaseUrl: one.databaseUrl,
  })
  const kids = async ({ as }: Service) =>
    (await as(null).get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid)
  const expected: string[] = []
  for (const service of [one, other]) t.same(await kids(service), expected)
  for (let n = 0; n < 2; n++) {
    const { issuer, badgeClass } = await makeBadgeClass(one.admin, {
      issuer: { jwtAlgorithm: 'ES256' },
    })
    const { publicId } = await awarded(one, badgeClass.id)
    const token = (await one.as(null).get(`/credentials/${publicId}.jwt`)).text
    expected.push(decodeProtectedHeader(token).kid as string)
    for (const service of [one, other]) t.same(await kids(service), expected)
    if (n > 0) continue
    const keys = `/v1/issuers/${issuer.id}/keys`
    await other.admin.post(`${keys}/2/compromise`, { reason: 'Lost.' })
    expected[0] = `http://badges.example.org/issuers/${issuer.id}/keys/3`
    for (const service of [one, other]) t.same(await kids(service), expected)
  }
})

t.test('there is no token of what there is not', async (t) => {
  const service = await startService(t)
  t.equal(
    await service.deps.services.credentialJwts.credentialJwt('AAAAAAAAAAAAAAAAAAAAAA'),
    undefined,
  )
  const { as } = service
  t.same((await as(null).get('/.well-known/jwks.json')).body, { keys: [] })
  t.equal((await as(null).get('/issuers/01a202a7-33f8-77b7-be57-58a0afae0eca/keys/1')).status, 404)
})

t.test('the issuer’s setting decides what is signed from then on', async (t) => {
  const service = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(service.admin)
  const first = await awarded(service, badgeClass.id)
  const second = await awarded(service, badgeClass.id)
  const jwt = await jwtOf(service, first.publicId)
  const path = `/v1/issuers/${issuer.id}`
  t.equal((await service.admin.patch(path, { jwtAlgorithm: 'ES256' })).body.jwtAlgorithm, 'ES256')
  t.equal(decodeProtectedHeader(await jwtOf(service, second.publicId)).alg, 'ES256')
  t.equal(await jwtOf(service, first.publicId), jwt)
  const refused = await service.admin.patch(path, { jwtAlgorithm: 'EdDSA' })
  t.match(refused, { status: 400, body: { errors: [{ field: 'jwtAlgorithm' }] } })
})

t.test('a DID document lists the keys of VC-JWTs with their kid', async (t) => {
  const env = { PUBLIC_URL: 'https://badges.example.org' }
  const service = await startService(t, { env })
  const { issuer, badgeClass } = await makeBadgeClass(service.admin)
  const jwt = await jwtOf(service, (await awarded(service, badgeClass.id)).publicId)
  const { body } = await service.as(null).get(`/issuers/${issuer.id}/did.json`)
  const id = `${issuer.did}#key-2`
  const { kid } = decodeProtectedHeader(jwt)
  const method = body.verificationMethod.find((one: { id: string }) => one.id === id)
  t.match(method, {
    type: 'JsonWebKey',
    controller: issuer.did,
    publicKeyJwk: { kid: kid as string },
  })
  t.ok(body.assertionMethod.includes(id))
  t.ok(body['@context'].includes('https://w3id.org/security/jwk/v1'))
  t.equal(kid, `https://badges.example.org/issuers/${issuer.id}/keys/2`)
  await compactVerify(jwt, await importJWK(method.publicKeyJwk))
})

t.test('a compromised key of VC-JWTs', async (t: Test) => {
  const env = { PUBLIC_URL: 'https://badges.example.org' }
  const service = await startService(t, { env })
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin, { issuer: { jwtAlgorithm: 'ES256' } })
  const { publicId, id } = await awarded(service, badgeClass.id)
  const jwt = await jwtOf(service, publicId)
  const path = `/v1/issuers/${issuer.id}/keys`
  t.match((await admin.get(`${path}/2/assertions`)).body, { data: [{ id }] })
  t.equal((await admin.post(`${path}/2/compromise`, { reason: 'Lost.' })).status, 200)

  t.equal((await servedKey(service, jwt)).status, 410)
  const { kid = '' } = decodeProtectedHeader(jwt) as { kid?: string }
  t.match(await service.deps.services.credentialJwts.ownJwtKey(kid), { state: 'compromised' })
  const { body } = await as(null).get(`/issuers/${issuer.id}/did.json`)
  const method = body.verificationMethod.find((one: { id: string }) => one.id.endsWith('#key-2'))
  t.ok(method.revoked)
  t.notOk(body.assertionMethod.includes(`${issuer.did}#key-2`))
  const reissue = await admin.post(`${path}/2/reissue`, {})
  t.equal(reissue.status, 409, 'tokens are made anew by themselves')

  const anew = await jwtOf(service, publicId)
  t.match(decodeProtectedHeader(anew), { alg: 'ES256', kid: /\/keys\/3$/ })
  t.same(decodeJwt(anew), decodeJwt(jwt))
  await compactVerify(anew, await importJWK((await servedKey(service, anew)).body))
  t.equal(await jwtOf(service, publicId), anew)
  const restarted = await startService(t, { env, databaseUrl: service.databaseUrl })
  const set = (await restarted.as(null).get('/.well-known/jwks.json')).body
  t.same(
    set.keys.map((key: { kid: string }) => key.kid),
    [`https://badges.example.org/issuers/${issuer.id}/keys/3`],
  )
})
