// Endorsements alone and inside of badges, against what others wrote: the official schemas,
// @digitalbazaar/vc and @digitalcredentials/verifier-core.
import { verifyCredential } from '@digitalcredentials/verifier-core'
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js'
import formats from 'ajv-formats'
import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { plainlyVerify } from '../conformance/plain-verifier.ts'
import { identities, proofSuites } from '../conformance/variants.ts'
import { needsShared, sharedJson } from '../credentials/shared.ts'
import { awardTo, endorse, makeParties, type Party } from '../support/endorsement.ts'
import { type Service, startService } from '../support/service.ts'

const folder = 'standards/ob_v3p0'

function schema(path: string, part?: string): ValidateFunction {
  const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false })
  formats.default(ajv)
  const { $schema: _, ...text } = sharedJson(path)
  if (part === undefined) return ajv.compile(text)
  ajv.addSchema(text, 'whole')
  return ajv.compile({ $ref: `whole#/$defs/${part}` })
}

/** A badge whose issuer, badge class and standard are endorsed, and the endorsements. */
async function endorsedBadge(service: Service, input = {}) {
  const { library, radio, museum, badgeClass } = await makeParties(service, input)
  const { body: standard } = await museum.client.post('/v1/badging-standards', { name: 'City' })
  await library.client.patch(`/v1/badge-classes/${badgeClass.id}`, { standardIds: [standard.id] })
  const members = { comment: 'Good *work* — “bravo”.', validUntil: '2090-01-01T00:00:00Z' }
  const ofIssuer = await endorse(library, radio, { type: 'issuer', id: library.id }, members)
  const ofBadge = await endorse(library, radio, { type: 'badge-class', id: badgeClass.id })
  const ofStandard = await endorse(museum, radio, { type: 'badging-standard', id: standard.id })
  const statements: JsonObject[] = [ofIssuer, ofBadge, ofStandard].map((one) => one.credential)
  // The third comes by the compiled canonical form.
  await awardTo(library, badgeClass.id)
  await awardTo(library, badgeClass.id)
  const { credential } = await awardTo(library, badgeClass.id)
  return { library, radio, museum, ofBadge, credential: credential as JsonObject, statements }
}

/** Reads what the service publishes, DIDs too, by addresses under its PUBLIC_URL. */
const reader = (service: Service, parties: Party[]) => async (url: string) => {
  const issuer = parties.find(({ did }) => did === url)
  const address = issuer ? `${service.publicUrl}/issuers/${issuer.id}/did.json` : url
  const { status, body } = await service
    .as(null)
    .get(address.replace(service.publicUrl, ''), { accept: 'application/json' })
  if (status !== 200) throw new Error(`NotFoundError: ${url}`)
  return body
}

t.test('the official schemas accept', needsShared(folder), async (t) => {
  const service = await startService(t)
  const endorsement = [
    schema(`${folder}/ob_v3p0_endorsementcredential_schema.json`),
    schema(`${folder}/formal/ob_v3p0_achievementcredential_schema.json`, 'EndorsementCredential'),
  ]
  const badge = [
    schema(`${folder}/ob_v3p0_achievementcredential_schema.json`),
    schema(`${folder}/formal/ob_v3p0_achievementcredential_schema.json`),
  ]
  const profile = schema(`${folder}/formal/ob_v3p0_achievementcredential_schema.json`, 'Profile')
  for (const [name, suites] of Object.entries(proofSuites)) {
    const { credential, statements, library } = await endorsedBadge(service, {
      proofSuites: suites,
    })
    const accept = (one: ValidateFunction, document: unknown, what: string) => {
      one(document)
      t.strictSame(one.errors ?? [], [], `${what}, ${name}`)
    }
    for (const one of badge) accept(one, credential, 'a badge with endorsements')
    for (const one of endorsement) {
      for (const statement of statements) accept(one, statement, 'an endorsement')
    }
    const published = await service.as(null).get(`/issuers/${library.id}`)
    t.equal(published.body.endorsement.length, 1)
    accept(profile, published.body, 'a profile with endorsements')
  }
})

for (const [method, env] of Object.entries(identities)) {
  t.test(`others verify badges with endorsements of a ${method}`, async (t) => {
    const service = await startService(t, { env })
    for (const [name, suites] of Object.entries(proofSuites)) {
      const { credential, statements, library, radio, museum, ofBadge } = await endorsedBadge(
        service,
        { proofSuites: suites },
      )
      const read = reader(service, [library, radio, museum])
      const verify = (document: JsonObject) => plainlyVerify(document, read)

      const whole = await verify(credential)
      t.ok(whole.verified, `the badge, ${name}`)
      t.match(whole.statusResult, { verified: true, results: [{ status: false }] })
      const { achievement } = credential.credentialSubject as { achievement: JsonObject }
      const embedded = [
        ...((credential.issuer as JsonObject).endorsement as JsonObject[]),
        ...(achievement.endorsement as JsonObject[]),
      ]
      t.same(embedded, statements, 'whole, and in their order')
      for (const statement of embedded) {
        const result = await verify(statement)
        t.ok(result.verified, `an endorsement taken out of it, ${name}`)
        t.match(result.statusResult, { verified: true, results: [{ status: false }] })
      }
      const forged = structuredClone(credential)
      const [first] = (forged.issuer as { endorsement: { credentialSubject: JsonObject }[] })
        .endorsement
      Object.assign(first?.credentialSubject ?? {}, { endorsementComment: 'The best.' })
      t.notOk((await verify(forged)).verified, 'a changed endorsement breaks the badge')

      const path = `/v1/endorsements/${ofBadge.id}/revocation`
      await radio.client.post(path, { reason: 'No more.' })
      t.match((await verify(ofBadge.credential)).statusResult, { results: [{ status: true }] })
      t.match((await verify(credential)).statusResult, { results: [{ status: false }] })
    }
  })
}

t.test('verifier-core accepts a badge with endorsements', async (t) => {
  const service = await startService(t)
  const { credential } = await endorsedBadge(service)
  const real = globalThis.fetch
  t.teardown(() => {
    globalThis.fetch = real
  })
  globalThis.fetch = async (input, init) => {
    const { url, headers } = new Request(input, init)
    if (url.startsWith(`${service.publicUrl}/`)) return real(url, { headers })
    throw new TypeError(`The test has no answer for ${url}.`)
  }
  type Result = { errors?: unknown; log?: { id: string; valid?: boolean }[] }
  const verifier = verifyCredential as (input: object) => Promise<Result>
  const good = await verifier({ credential, knownDIDRegistries: [] })
  t.equal(good.errors, undefined)
  const steps = Object.fromEntries((good.log ?? []).map(({ id, valid }) => [id, valid]))
  t.match(steps, { valid_signature: true, expiration: true, revocation_status: true })
  const forged = structuredClone(credential)
  delete (forged.issuer as JsonObject).endorsement
  t.match(await verifier({ credential: forged, knownDIDRegistries: [] }), {
    errors: [{ name: 'invalid_signature' }],
  })
})
