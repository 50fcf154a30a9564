// Verifiers that others wrote, on what was signed before and after the keys of an issuer changed.
import t from 'tap'
import { didKeyDocument, type JsonObject } from '../../src/credentials/index.ts'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { made } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { loopbackOnly } from './loopback-only.ts'
import { plainlyVerify } from './plain-verifier.ts'
import { type Awarded, awardEverything, awardOne, identities, read } from './variants.ts'
import { good, verify } from './whole-verifier-core.ts'

const recipient = { type: 'email', value: 'ada@example.org' }
const issuerOf = ({ issuer }: JsonObject) => (issuer as { id: string }).id

/** Verifies with @digitalbazaar/vc and nothing but what the service publishes. */
function plainly(service: Service, { issuer }: Awarded, credential: JsonObject) {
  return plainlyVerify(credential, async (url) => {
    if (url.startsWith('did:key:')) return (await didKeyDocument(url)) as object
    const { publicUrl } = service
    const address = url.startsWith('did:web:') ? `${publicUrl}/issuers/${issuer.id}/did.json` : url
    const { status, body } = await read(service, address)
    if (status !== 200) throw new Error(`NotFoundError: ${url}`)
    return body
  })
}

for (const [method, env] of Object.entries(identities)) {
  t.test(`keys of an issuer with a ${method}`, async (t) => {
    const refused = loopbackOnly(t)
    const service = await startService(t, { env })
    await withJobs(t, service)
    const { admin } = service
    const before = await awardEverything(service, ['eddsa-rdfc-2022', 'Ed25519Signature2020'])
    const keys = `/v1/issuers/${before.issuer.id}/keys`
    const { badgeClassId } = (await admin.get(`/v1/assertions/${before.assertionId}`)).body
    const again = (name: string) =>
      awardOne(service, name, before.issuer, { badgeClassId, recipient })
    // A key for VC-JWTs, too: what it adds to the DID document must disturb nobody.
    made(await admin.post(keys, { algorithm: 'ES256' }))
    made(await admin.post(keys, {}))
    const between = await again('between two rotations')
    made(await admin.post(keys, {}))
    const after = await again('after both')

    await t.test('rotated, leave all credentials as good as they were', async (t) => {
      for (const award of [before, between, after]) {
        const { credential, name } = award
        const plain = await plainly(service, award, credential)
        t.ok(plain.verified, `${name}: ${JSON.stringify(plain.error)}`)
        t.match(plain.statusResult, { verified: true, results: [{ status: false }] }, name)
        const whole = await verify(service, credential, issuerOf(credential))
        t.equal(whole.errors, undefined, name)
        t.strictSame(whole.steps, good, name)
        const own = await admin.post('/v1/verify', { credential })
        t.equal(own.body.verdict, 'valid', name)
      }
    })

    await t.test('compromised, take theirs with them, and no other', async (t) => {
      const number = '3'
      await admin.post(`${keys}/${number}/compromise`, { reason: 'Stolen.' })
      const own = await admin.post('/v1/verify', { credential: between.credential })
      t.equal(own.body.verdict, 'invalid')
      const plain = await plainly(service, between, between.credential)
      t.equal(plain.verified, false)
      for (const award of [before, after]) {
        t.ok((await plainly(service, award, award.credential)).verified, award.name)
        const { steps } = await verify(service, award.credential, issuerOf(award.credential))
        t.strictSame(steps, good, award.name)
      }
    })

    await t.test('what was issued again is as good as new', async (t) => {
      const path = `${keys}/3/reissue`
      await admin.post(path, {})
      await until(async () => (await admin.get(path)).body.status === 'completed')
      const { supersededBy } = (await admin.get(`/v1/assertions/${between.assertionId}`)).body
      const { credential } = (await admin.get(`/v1/assertions/${supersededBy}`)).body
      t.ok((await plainly(service, between, credential)).verified)
      const { errors, steps } = await verify(service, credential, issuerOf(credential))
      t.equal(errors, undefined)
      t.strictSame(steps, good)
      const old = await verify(service, between.credential, issuerOf(between.credential))
      t.not(old.steps.revocation_status, true)
      t.equal((await plainly(service, between, between.credential)).verified, false)
    })

    await t.test('a key that was compromised before anybody looked', async (t) => {
      const old = await awardEverything(service, ['eddsa-rdfc-2022'])
      const path = `/v1/issuers/${old.issuer.id}/keys`
      made(await admin.post(path, {}))
      const { badgeClassId } = (await admin.get(`/v1/assertions/${old.assertionId}`)).body
      const award = { badgeClassId, recipient }
      const { credential } = await awardOne(service, 'by the second key', old.issuer, award)
      await admin.post(`${path}/2/compromise`, { reason: 'Stolen.' })
      const { errors, steps } = await verify(service, credential, issuerOf(credential))
      if (method === 'did:web') t.match(errors, [{ name: 'invalid_signature' }])
      // A did:key speaks for itself: the world learns of it from its status, once issued again.
      else t.equal(steps.valid_signature, true)
      const other = await verify(service, old.credential, issuerOf(old.credential))
      t.strictSame(other.steps, good)
    })

    t.strictSame(refused, [], 'nobody tried to leave this machine')
  })
}
