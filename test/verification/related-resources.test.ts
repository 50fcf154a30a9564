import { createHash } from 'node:crypto'
import t from 'tap'
import { CREDENTIALS_V2, type JsonObject, OPEN_BADGES_V3 } from '../../src/credentials/index.ts'
import { type DocumentLoad, verifyCredential } from '../../src/verification/index.ts'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { checkOf, world } from './world.ts'

const issuer = await foreignIssuer('eddsa-jcs-2022')
const url = 'https://example.org/a.png'
const bytes = Buffer.from('a picture')
const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest()
const sri = (algorithm: string) => `${algorithm}-${digest(algorithm).toString('base64')}`
const multihash = Buffer.concat([Uint8Array.of(0x12, 0x20), digest('sha256')])

/** How the check ends for a credential that refers to these resources. */
async function told(resources: JsonObject[], answer?: DocumentLoad): Promise<string> {
  const document = await issuer.sign({
    '@context': [CREDENTIALS_V2],
    type: ['VerifiableCredential'],
    issuer: issuer.did,
    credentialSubject: { id: 'did:example:subject' },
    relatedResource: resources,
  })
  const environment = await world()
  const load = async () => answer ?? { unavailable: 'no answer' }
  const report = await verifyCredential(document, { ...environment, load })
  const check = checkOf(report, 'related-resources')
  return `${report.verdict} ${check && 'code' in check ? check.code : check?.outcome}`
}

const ok: DocumentLoad = { status: 200, mediaType: 'image/png', bytes }
const other: DocumentLoad = { ...ok, bytes: Buffer.from('another picture') }

t.test('what a credential refers to has the digest that the issuer gave', async (t) => {
  for (const [what, resource] of [
    ['SHA-256', { digestSRI: sri('sha256') }],
    ['SHA-384', { digestSRI: sri('sha384') }],
    ['SHA-512', { digestSRI: sri('sha512') }],
    ['two', { digestSRI: `${sri('sha256')} ${sri('sha512')}` }],
    ['a multihash', { digestMultibase: `u${multihash.toString('base64url')}` }],
    ['a multihash in hexadecimal', { digestMultibase: `f${multihash.toString('hex')}` }],
    ['a digest alone', { digestMultibase: `u${digest('sha384').toString('base64url')}` }],
    ['both', { digestSRI: sri('sha256'), digestMultibase: `u${multihash.toString('base64url')}` }],
  ] as [string, JsonObject][]) {
    t.equal(await told([{ id: url, ...resource }], ok), 'valid passed', what)
    t.equal(await told([{ id: url, ...resource }], other), 'invalid related-resource-changed', what)
  }
})

t.test('what cannot be compared', async (t) => {
  const digestSRI = sri('sha256')
  const gone = (status: number) => ({ status, mediaType: null, bytes: new Uint8Array() })
  for (const [what, resource, answer, expected] of [
    [
      'nobody answers',
      { id: url, digestSRI },
      undefined,
      'inconclusive related-resource-unavailable',
    ],
    ['an error', { id: url, digestSRI }, gone(500), 'inconclusive related-resource-unavailable'],
    ['it is gone', { id: url, digestSRI }, gone(410), 'valid passed'],
    ['it has no address', { id: 'urn:a:1', digestSRI }, other, 'valid passed'],
    [
      'a digest of another kind',
      { id: url, digestMultibase: 'uAAAA' },
      ok,
      'inconclusive related-resource-unavailable',
    ],
  ] as [string, JsonObject, DocumentLoad | undefined, string][]) {
    t.equal(await told([resource], answer), expected, what)
  }
  const many = Array.from({ length: 11 }, (_, at) => ({ id: `${url}?${at}`, digestSRI }))
  t.equal(await told(many, ok), 'inconclusive related-resource-unavailable', 'too many')
})

t.test('contexts are compared without being fetched', async (t) => {
  // The digests that the W3C's test suite for the data model 2.0 has for this context.
  const digestSRI = 'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU'
  const digestMultibase = 'uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ'
  const older = 'sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg'
  for (const [resource, expected] of [
    [{ digestSRI }, 'valid passed'],
    [{ digestMultibase }, 'valid passed'],
    [{ digestSRI, digestMultibase }, 'valid passed'],
    [{ digestSRI: older }, 'valid passed'],
    [{ digestSRI: older, digestMultibase }, 'invalid related-resource-changed'],
    [{ digestSRI: sri('sha384') }, 'invalid related-resource-changed'],
  ] as const) {
    t.equal(await told([{ id: CREDENTIALS_V2, ...resource }]), expected)
  }
  t.equal(
    await told([{ id: OPEN_BADGES_V3, digestSRI: sri('sha256') }]),
    'invalid related-resource-changed',
  )
})
