// @digitalcredentials/verifier-core, the verifier behind public web sites, runs whole: proofs, DIDs,
// status list, registries of issuers, JSON Schema. Only `fetch`, its one way to the world, is
// replaced: by answers of the running service, of shared files and of a registry made here.

import { request } from 'node:https'
import t from 'tap'
import { startService } from '../support/service.ts'
import { loopbackOnly } from './loopback-only.ts'
import { type Awarded, awardVariants, identities, proofSuites } from './variants.ts'
import { good, hasSchema, schemaUrl, verify } from './whole-verifier-core.ts'

for (const [method, env] of Object.entries(identities)) {
  t.test(`verifier-core and issuers with a ${method}`, async (t) => {
    const refused = loopbackOnly(t)
    const service = await startService(t, { env })
    for (const [suite, suites] of Object.entries(proofSuites)) {
      t.test(suite, async (t) => {
        const awards = await awardVariants(service, suites)
        const [first] = awards as [Awarded]
        const { did } = first.issuer
        for (const { name, credential, issuer } of awards) {
          await t.test(`accepts ${name}`, async (t) => {
            const { errors, steps, schema, asked } = await verify(service, credential, issuer.did)
            t.equal(errors, undefined)
            t.strictSame(steps, good)
            t.ok(
              asked.some((url) => url.includes('/status-lists/')),
              'it read the status list',
            )
            if (hasSchema) t.match(schema, [{ schema: schemaUrl, result: { valid: true } }])
          })
        }
        await t.test('reports an issuer that is in no registry', async (t) => {
          const { steps } = await verify(service, first.credential, 'did:web:somebody.example')
          t.strictSame(steps, { ...good, registered_issuer: false })
        })
        await t.test('reports one changed character', async (t) => {
          const forged = { ...first.credential, name: `${first.credential.name}!` }
          t.match((await verify(service, forged, did)).errors, [{ name: 'invalid_signature' }])
        })
        await t.test('reports a revocation', async (t) => {
          const { status } = await service.admin.post(
            `/v1/assertions/${first.assertionId}/revocation`,
            { reason: 'Awarded to the wrong person.' },
          )
          t.equal(status, 200)
          const { steps } = await verify(service, first.credential, did)
          t.strictSame(steps, { ...good, revocation_status: false })
        })
      })
    }
    t.test('the keys are read where the method says', async (t) => {
      const [{ credential, issuer }] = (await awardVariants(service, ['eddsa-rdfc-2022'])) as [
        Awarded,
      ]
      const { asked } = await verify(service, credential, issuer.did)
      const document = `${service.publicUrl}/issuers/${issuer.id}/did.json`
      t.equal(asked.includes(document), method === 'did:web')
    })
    t.test('nobody tried to leave this machine', async (t) => t.strictSame(refused, []))
  })
}

t.test('the guard of these tests stops what would leave this machine', async (t) => {
  const refused = loopbackOnly(t)
  await t.rejects(fetch('https://badges.example.org/'))
  await t.rejects(
    new Promise((_, reject) => request('https://[2001:db8::1]/').on('error', reject).end()),
  )
  t.strictSame(refused, ['badges.example.org', '2001:db8::1'])
})
