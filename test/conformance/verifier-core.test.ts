// @digitalcredentials/verifier-core, the verifier behind public web sites, runs whole: proofs, DIDs,
// status list, registries of issuers, JSON Schema. Only `fetch`, its one way to the world, is
// replaced: by answers of the running service, of shared files and of a registry made here.

import { request } from 'node:https'
import { verifyCredential } from '@digitalcredentials/verifier-core'
import t, { type Test } from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { needsShared, sharedText } from '../credentials/shared.ts'
import { type Service, startService } from '../support/service.ts'
import { loopbackOnly } from './loopback-only.ts'
import { type Awarded, awardVariants, identities, proofSuites } from './variants.ts'

const schemaFile = 'standards/ob_v3p0/formal/ob_v3p0_achievementcredential_schema.json'
const schemaUrl =
  'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json'
const hasSchema = needsShared(schemaFile).skip === false
const registry = { type: 'dcc-legacy', name: 'Registry', url: 'https://registry.example.net/all' }

/** Puts answers from here in the place of the network; returns the URLs that were asked for. */
function replaceNetwork(t: Test, service: Service, registered: string): string[] {
  const asked: string[] = []
  const real = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    asked.push(url)
    if (url.startsWith(`${service.publicUrl}/`)) {
      return real(url.replace(service.publicUrl, service.url), {
        headers: new Headers(input instanceof Request ? input.headers : init?.headers),
      })
    }
    if (url === schemaUrl && hasSchema) return new Response(sharedText(schemaFile))
    if (url === registry.url) {
      return Response.json({ registry: { [registered]: { name: 'Harbour Library' } } })
    }
    throw new TypeError(`The test has no answer for ${url}.`)
  }
  t.teardown(() => {
    globalThis.fetch = real
  })
  return asked
}

type Verifier = (input: { credential: unknown; knownDIDRegistries: object }) => Promise<Result>
type Result = {
  errors?: unknown
  log?: { id: string; valid?: boolean; error?: unknown }[]
  additionalInformation?: {
    id: string
    results: { schema: string; result: { valid: boolean } }[]
  }[]
}

/** The verdict of verifier-core, each step by its name. */
async function verify(credential: JsonObject) {
  const result = await (verifyCredential as Verifier)({
    credential,
    knownDIDRegistries: [registry],
  })
  const steps = Object.fromEntries((result.log ?? []).map((step) => [step.id, step.valid]))
  const schema = result.additionalInformation?.find(({ id }) => id === 'schema_check')
  return { errors: result.errors, steps, schema: schema?.results }
}

const good = {
  valid_signature: true,
  expiration: true,
  revocation_status: true,
  registered_issuer: true,
}

for (const [method, env] of Object.entries(identities)) {
  t.test(`verifier-core and issuers with a ${method}`, async (t) => {
    const refused = loopbackOnly(t)
    const service = await startService(t, { env })
    for (const [suite, suites] of Object.entries(proofSuites)) {
      t.test(suite, async (t) => {
        const awards = await awardVariants(service, suites)
        const [first] = awards as [Awarded]
        for (const award of awards) {
          await t.test(`accepts ${award.name}`, async (t) => {
            const asked = replaceNetwork(t, service, award.issuer.did)
            const { errors, steps, schema } = await verify(award.credential)
            t.equal(errors, undefined)
            t.strictSame(steps, good)
            t.ok(
              asked.some((url) => url.includes('/status-lists/')),
              'it read the status list',
            )
            if (hasSchema) {
              t.match(schema, [{ schema: schemaUrl, result: { valid: true } }])
            }
          })
        }
        await t.test('reads the keys of a did:web from the service', async (t) => {
          const asked = replaceNetwork(t, service, first.issuer.did)
          const [fresh] = (await awardVariants(service, suites)) as [Awarded]
          t.match((await verify(fresh.credential)).steps, { valid_signature: true })
          const url = `${service.publicUrl}/issuers/${fresh.issuer.id}/did.json`
          t.equal(asked.includes(url), method === 'did:web')
        })
        await t.test('reports an issuer that is in no registry', async (t) => {
          replaceNetwork(t, service, 'did:web:somebody.example')
          const { steps } = await verify(first.credential)
          t.strictSame(steps, { ...good, registered_issuer: false })
        })
        await t.test('reports one changed character', async (t) => {
          replaceNetwork(t, service, first.issuer.did)
          const forged = structuredClone(first.credential)
          forged.name = `${forged.name}!`
          t.match((await verify(forged)).errors, [{ name: 'invalid_signature' }])
        })
        await t.test('reports a revocation', async (t) => {
          replaceNetwork(t, service, first.issuer.did)
          await service.admin.post(`/v1/assertions/${first.assertionId}/revocation`, {
            reason: 'Awarded to the wrong person.',
          })
          const { steps } = await verify(first.credential)
          t.strictSame(steps, { ...good, revocation_status: false })
        })
      })
    }
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
