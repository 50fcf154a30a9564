import t, { type Test } from 'tap'
import { type JsonObject, signCredential, signingKey } from '../../src/credentials/index.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { awardOf, verdictOn, WEB } from './credentials.ts'

const SEED = Buffer.alloc(32, 5)
const reason = 'A backup was stolen.'

/** What whoever has the seed can make: any document, any date. */
async function forge(
  genuine: JsonObject,
  changes: object,
  verificationMethod: string,
  created = new Date('2020-01-01T00:00:00Z'),
): Promise<JsonObject> {
  const { proof: _, ...document } = genuine
  const [controller = ''] = verificationMethod.split('#')
  const key = await signingKey({ seed: SEED, verificationMethod, controller })
  const said = JSON.parse(JSON.stringify({ ...document, ...changes }))
  return signCredential(said, { key, suites: ['eddsa-rdfc-2022'], created })
}

/** An issuer whose active key is the one of the stolen seed. */
async function issuerOfStolenKey(t: Test, env: Record<string, string>) {
  const service = await startService(t, { env })
  const { issuer, badgeClass } = await makeBadgeClass(service.admin)
  const path = `/v1/issuers/${issuer.id}/keys`
  const before = await awardOf(service, badgeClass.id)
  made(await service.admin.post(path, { seed: SEED.toString('hex') }))
  const signed = await awardOf(service, badgeClass.id)
  return { service, issuer, badgeClass, path, before, signed }
}

for (const [method, env] of Object.entries({ 'did:web': WEB, 'did:key': {} })) {
  t.test(`a compromised key of a ${method} verifies nothing`, async (t) => {
    const { service, issuer, badgeClass, path, before, signed } = await issuerOfStolenKey(t, env)
    const { admin, as } = service
    const its = signed.credential.proof[0].verificationMethod
    const forged = await forge(signed.credential, { name: 'Doctor' }, its)
    t.equal(await verdictOn(service, forged), 'valid', 'until it is known')

    const answer = await admin.post(`${path}/2/compromise`, { reason })
    t.equal(answer.status, 200)
    t.match(answer.body, {
      number: 2,
      state: 'compromised',
      compromisedAt: /./,
      compromiseReason: reason,
    })
    const revoked = 'invalid issuer-key key-revoked'
    t.equal(await verdictOn(service, signed.credential), revoked)
    t.equal(await verdictOn(service, forged), revoked, 'however old it says it is')
    const byUrl = await as(null).post('/v1/verify', { url: signed.credentialUrl })
    t.equal(byUrl.body.verdict, 'invalid')
    t.equal(await verdictOn(service, before.credential), 'valid', 'other keys are not touched')

    await t.test('a new key signs from now on', async (t) => {
      const after = await awardOf(service, badgeClass.id)
      t.equal(await verdictOn(service, after.credential), 'valid')
      t.match((await admin.get(path)).body.data, [
        { number: 1, state: 'retired' },
        { number: 2, state: 'compromised' },
        { number: 3, state: 'active' },
      ])
      const listed = (await admin.get(`/v1/issuers/${issuer.id}`)).body
      t.equal(after.credential.issuer.id, listed.did)
    })

    await t.test('and the status lists', async (t) => {
      for (const { credential } of [before, signed]) {
        const { body } = await as(null).get(
          new URL(credential.credentialStatus.statusListCredential).pathname,
        )
        const signer = body.proof.verificationMethod
        t.not(signer, its)
      }
      await admin.post(`/v1/assertions/${before.id}/revocation`, { reason: 'Wrong.' })
      t.equal(await verdictOn(service, before.credential), 'invalid status revoked')
    })

    await t.test('nothing forged with it passes, under whatever name', async (t) => {
      const now = new Date()
      const [old] = before.credential.proof
      for (const fake of [
        await forge(signed.credential, { name: 'Doctor' }, its, now),
        await forge(before.credential, { name: 'Doctor' }, its),
        await forge(before.credential, { name: 'Doctor' }, old.verificationMethod),
        await forge(signed.credential, { name: 'Doctor' }, old.verificationMethod),
        await forge(signed.credential, { credentialStatus: undefined }, its),
      ]) {
        t.match(await verdictOn(service, fake), /^invalid/)
      }
    })

    await t.test('what it signed is listed', async (t) => {
      const { body } = await admin.get(`${path}/2/assertions`)
      t.match(body, { data: [{ id: signed.id, credentialUrl: signed.credentialUrl }] })
      t.equal(body.data.length, 1)
      t.equal(body.data[0].credential, undefined)
      await admin.delete(`/v1/assertions/${signed.id}`)
      t.equal((await admin.get(`${path}/2/assertions`)).body.data.length, 1, 'archived or not')
    })

    await t.test('the first reason stays', async (t) => {
      const again = await admin.post(`${path}/2/compromise`, { reason: 'Another.' })
      t.same(again.body, answer.body)
      t.equal((await admin.get(path)).body.data.length, 3)
    })
  })
}

t.test('the DID document says what was compromised', async (t) => {
  const { service, issuer, path } = await issuerOfStolenKey(t, WEB)
  await service.admin.post(`${path}/2/compromise`, { reason })
  const { body } = await service.as(null).get(`/issuers/${issuer.id}/did.json`)
  const revoked = body.verificationMethod.filter((method: JsonObject) => 'revoked' in method)
  t.same(
    revoked.map(({ id }: { id: string }) => id),
    [`${issuer.did}#key-2`, `${issuer.did}#key-2-ed25519-2020`],
  )
  t.notOk(body.assertionMethod.some((id: string) => id.includes('#key-2')))
  t.ok(body.assertionMethod.includes(`${issuer.did}#key-3`))
  t.notMatch(JSON.stringify(body), /stolen/, 'the reason is nobody’s business')
})

t.test('a retired key can be compromised, and nothing has to replace it', async (t) => {
  const service: Service = await startService(t)
  const { admin } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const path = `/v1/issuers/${issuer.id}/keys`
  const first = await awardOf(service, badgeClass.id)
  made(await admin.post(path, {}))
  const second = await awardOf(service, badgeClass.id)
  const { did } = (await admin.get(`/v1/issuers/${issuer.id}`)).body
  t.equal((await admin.post(`${path}/1/compromise`, { reason })).status, 200)
  t.match((await admin.get(path)).body.data, [{ state: 'compromised' }, { state: 'active' }])
  t.equal((await admin.get(`/v1/issuers/${issuer.id}`)).body.did, did)
  t.equal(await verdictOn(service, first.credential), 'invalid issuer-key key-revoked')
  t.equal(await verdictOn(service, second.credential), 'valid')
})

t.test('two who declare a key compromised at once replace it once', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { issuer } = await makeBadgeClass(admin)
  const path = `/v1/issuers/${issuer.id}/keys`
  const answers = await Promise.all(
    [1, 2, 3, 4].map((n) => admin.post(`${path}/1/compromise`, { reason: `R${n}` })),
  )
  t.equal(new Set(answers.map(({ text }) => text)).size, 1)
  t.equal((await admin.get(path)).body.data.length, 2)
})
