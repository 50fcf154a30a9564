// Keys of issuers in a PKCS#11 token: SoftHSM2 stands for the hardware, through its own library.
import { generate } from '@digitalbazaar/ed25519-multikey'
import t, { type Test } from 'tap'
import { decodeCredentialJwt, type JsonObject } from '../../src/credentials/index.ts'
import { openVault } from '../../src/master-key/index.ts'
import { plainlyVerify } from '../conformance/plain-verifier.ts'
import { launch, onTestDatabase, start } from '../support/process.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { makeToken, PIN, withoutToken } from '../support/soft-token.ts'

t.setTimeout(200_000)
const skip = await withoutToken()

const recipient = { type: 'library-card', value: '1', authority: 'harbour' }

async function isValid(t: Test, service: Service, credential: JsonObject) {
  const { body } = await service.as(null).post('/v1/verify', { credential })
  t.equal(body.verdict, 'valid')
  const fetched = async (url: string) => {
    const path = url.startsWith('did:web')
      ? `/issuers/${url.split(':').at(-1)}/did.json`
      : new URL(url).pathname
    return (await service.as(null).get(path)).body
  }
  const { verified } = await plainlyVerify(credential, fetched)
  t.equal(verified, true, 'and to a verifier that is not ours')
}

t.test('an issuer whose keys are in a token', { skip }, async (t) => {
  const token = await makeToken(t)
  const env = {
    ...token.env,
    KEY_STORE: 'pkcs11',
    PUBLIC_URL: 'https://badges.example.org',
  }
  const service = await startService(t, { env })
  const { admin, as, database } = service
  const suites = ['eddsa-rdfc-2022', 'Ed25519Signature2020']
  const { issuer, badgeClass } = await makeBadgeClass(admin, { issuer: { proofSuites: suites } })
  const award = async () =>
    made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))

  await t.test('signs credentials with both suites', async (t) => {
    await isValid(t, service, (await award()).credential)
  })

  await t.test('signs many at once', async (t) => {
    const awards = await Promise.all(Array.from({ length: 40 }, award))
    for (const { credential } of awards.slice(-5)) await isValid(t, service, credential)
  })

  for (const jwtAlgorithm of ['RS256', 'ES256']) {
    await t.test(`signs VC-JWTs with ${jwtAlgorithm}`, async (t) => {
      await admin.patch(`/v1/issuers/${issuer.id}`, { jwtAlgorithm })
      const { credentialUrl } = await award()
      const { pathname } = new URL(credentialUrl)
      const jwt = (await as(null).get(`${pathname}.jwt`)).text
      t.match(decodeCredentialJwt(jwt), { header: { alg: jwtAlgorithm } })
      t.equal((await as(null).post('/v1/verify', { jwt })).body.verdict, 'valid')
    })
  }

  await t.test('takes in a key that is there already', async (t) => {
    const seed = Buffer.alloc(32, 5).toString('hex')
    const key = made(await admin.post(`/v1/issuers/${issuer.id}/keys`, { seed }))
    const same = await generate({ seed: Buffer.alloc(32, 5) })
    t.equal(key.publicKeyMultibase, same.publicKeyMultibase)
    await isValid(t, service, (await award()).credential)
  })

  await t.test('keeps nothing of them in the database but their names', async (t) => {
    const { rows } = await database.pool.query<{ key_store: string; sealed_secret: Buffer }>(
      'select key_store, sealed_secret from issuer_keys',
    )
    t.equal(rows.length, 4)
    const vault = await openVault(database, Buffer.alloc(32, 7))
    for (const { key_store, sealed_secret } of rows) {
      t.equal(key_store, 'pkcs11')
      t.equal(vault.open(sealed_secret, 'issuer-key').length, 16, 'a CKA_ID')
    }
  })

  await t.test('goes on when all sessions were closed under it', async (t) => {
    const name = 'pkcs11js'
    const { PKCS11 } = (await import(name)).default
    const other = new PKCS11()
    other.load(token.env.PKCS11_LIBRARY)
    for (const slot of other.C_GetSlotList(true)) other.C_CloseAllSessions(slot)
    await isValid(t, service, (await award()).credential)
  })
})

t.test('keys stay where they were made', { skip }, async (t) => {
  const token = await makeToken(t)
  const env = await onTestDatabase(t)
  const { SOFTHSM2_CONF } = token
  const withToken = { ...env, ...token.env, SOFTHSM2_CONF }
  const award = async (service: Awaited<ReturnType<typeof start>>, badgeClassId: string) => {
    const { credential } = made(
      await service.admin.post('/v1/assertions', { badgeClassId, recipient }),
    )
    const { body } = await service.admin.post('/v1/verify', { credential })
    t.equal(body.verdict, 'valid')
  }

  const first = await start(t, env)
  const old = await makeBadgeClass(first.admin)
  await first.end('SIGTERM')

  const second = await start(t, { ...withToken, KEY_STORE: 'pkcs11' })
  await award(second, old.badgeClass.id)
  const young = await makeBadgeClass(second.admin)
  await award(second, young.badgeClass.id)
  made(await second.admin.post(`/v1/issuers/${old.issuer.id}/keys`, {}))
  await award(second, old.badgeClass.id)
  t.notMatch(second.output.stdout + second.output.stderr, PIN)
  await second.end('SIGTERM')

  const third = await start(t, withToken)
  await award(third, young.badgeClass.id)
  await third.end('SIGTERM')

  const fourth = launch(t, env)
  t.same(await fourth.ended, { code: 1, signal: null })
  t.match(fourth.output.stderr, /^waymark: Keys of this database are in a PKCS#11 token: set /m)
})

t.test('what is wrong with the settings is said in a sentence', { skip }, async (t) => {
  const { env, SOFTHSM2_CONF } = await makeToken(t)
  const settings = { ...(await onTestDatabase(t)), ...env, SOFTHSM2_CONF, KEY_STORE: 'pkcs11' }
  for (const [wrong, sentence] of [
    [{ PKCS11_LIBRARY: '/none.so' }, /^waymark: PKCS11_LIBRARY cannot be loaded/m],
    [{ PKCS11_TOKEN: 'another' }, /^waymark: PKCS11_TOKEN is not the label/m],
    [{ PKCS11_PIN: '9999' }, /^waymark: PKCS11_PIN does not open/m],
    [{ PKCS11_PIN: '' }, /^waymark: PKCS11_LIBRARY, PKCS11_TOKEN and PKCS11_PIN must be set/m],
  ] as const) {
    const service = launch(t, { ...settings, ...wrong })
    t.same(await service.ended, { code: 1, signal: null })
    t.match(service.output.stderr, sentence)
    t.notMatch(service.output.stderr, PIN)
  }
})
