import { encode } from 'base58-universal'
import t from 'tap'
import {
  CREDENTIALS_V1,
  documentLoader,
  type JsonObject,
  jsonLdProcessor,
  signCredential,
  valuesOf,
  verifyProof,
} from '../../src/credentials/index.ts'
import { altered, at, keyIssuer, now, signedBadge } from './samples.ts'

const both = ['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const

/** The key of issuer 1 as a verification method. */
async function method(changes: object = {}): Promise<object> {
  const { did, key } = await keyIssuer()
  const { publicKeyMultibase, verificationMethod: id } = key
  return { id, type: 'Multikey', controller: did, publicKeyMultibase, ...changes }
}

/** The verdicts on all proofs of a document: `true`, or the code of the refusal. */
async function verdicts(document: JsonObject, key?: unknown): Promise<(true | string)[]> {
  const verificationMethod = key === undefined ? await method() : key
  const results = valuesOf(document.proof).map((proof) =>
    verifyProof({ document, proof, verificationMethod }),
  )
  return (await Promise.all(results)).map((result) => result.verified || result.code)
}

t.test('each proof of an array is verified by itself', async (t) => {
  const badge = await signedBadge({ suites: [...both] })
  t.strictSame(await verdicts(badge), [true, true])
  const broken = altered(badge, (copy) => {
    at(copy, 'proof', 1).created = '2026-02-01T09:00:02Z'
  })
  t.strictSame(await verdicts(broken), [true, 'invalid-signature'])
})

t.test('a changed document, another key or another signature is refused', async (t) => {
  const badge = await signedBadge({ suites: [...both] })
  const renamed = altered(badge, (copy) => Object.assign(copy, { name: 'Poet' }))
  t.strictSame(await verdicts(renamed), ['invalid-signature', 'invalid-signature'])
  const { publicKeyMultibase } = (await keyIssuer(2)).key
  const stranger = await method({ publicKeyMultibase })
  t.strictSame(await verdicts(badge, stranger), ['invalid-signature', 'invalid-signature'])
  const swapped = altered(badge, (copy) => {
    const [one, other] = [at(copy, 'proof', 0), at(copy, 'proof', 1)]
    ;[one.proofValue, other.proofValue] = [other.proofValue as never, one.proofValue as never]
  })
  t.strictSame(await verdicts(swapped), ['invalid-signature', 'invalid-signature'])
})

t.test('the key may be written in any of the forms that Ed25519 keys have', async (t) => {
  const badge = await signedBadge()
  const { publicKeyMultibase } = (await keyIssuer()).key
  const { decode } = await import('base58-universal')
  const raw = decode(publicKeyMultibase.slice(1))?.slice(2) ?? new Uint8Array()
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') }
  for (const form of [
    { type: 'Multikey', publicKeyMultibase },
    { type: 'Ed25519VerificationKey2020', publicKeyMultibase },
    { type: 'JsonWebKey', publicKeyJwk: jwk },
    { type: 'JsonWebKey2020', publicKeyJwk: jwk },
    { type: 'Ed25519VerificationKey2018', publicKeyBase58: encode(raw) },
  ]) {
    t.strictSame(await verdicts(badge, form), [true], form.type)
  }
  for (const form of [
    null,
    'did:key:z6Mk',
    {},
    { type: 'Multikey' },
    { type: 'Multikey', publicKeyMultibase: 'z6Mk' },
    { type: 'Multikey', publicKeyMultibase: publicKeyMultibase.slice(0, -2) },
    { type: 'JsonWebKey', publicKeyJwk: { ...jwk, crv: 'X25519' } },
    { type: 'JsonWebKey', publicKeyJwk: { ...jwk, x: 'AAAA' } },
    { type: 'Ed25519VerificationKey2018', publicKeyBase58: '0OIl' },
    { type: 'EcdsaSecp256k1VerificationKey2019', publicKeyMultibase },
  ]) {
    t.strictSame(await verdicts(badge, form), ['unusable-key'], JSON.stringify(form))
  }
})

t.test('a malformed proof is a refusal with a code, never an exception', async (t) => {
  const badge = await signedBadge()
  const table: [string, unknown, string][] = [
    ['no proof value', { proofValue: undefined }, 'malformed-proof'],
    ['a proof value of another base', { proofValue: `u${'A'.repeat(86)}` }, 'malformed-proof'],
    ['a proof value that is no base58', { proofValue: `z${'0'.repeat(88)}` }, 'malformed-proof'],
    ['a proof value too short', { proofValue: 'z2Y' }, 'malformed-proof'],
    [
      'a zero before the signature',
      { proofValue: `z1${String(at(badge, 'proof', 0).proofValue).slice(1)}` },
      'malformed-proof',
    ],
    ['a proof value that is no text', { proofValue: 7 }, 'malformed-proof'],
    ['no verification method', { verificationMethod: undefined }, 'malformed-proof'],
    ['a key in the proof', { verificationMethod: { id: 'x' } }, 'malformed-proof'],
    ['no purpose', { proofPurpose: undefined }, 'malformed-proof'],
    ['a malformed date', { created: '2026-02-01' }, 'malformed-proof'],
    ['a date without its time zone', { created: '2026-02-01T09:00:00' }, 'malformed-proof'],
    ['a malformed expiry', { expires: 'soon' }, 'malformed-proof'],
    ['an expiry without its time zone', { expires: '2027-02-01T09:00:00' }, 'malformed-proof'],
    ['an id that is no URL', { id: '1' }, 'malformed-proof'],
    ['a challenge that is no text', { challenge: 7 }, 'malformed-proof'],
    ['a domain that is no text', { domain: ['a.example', 7] }, 'malformed-proof'],
    ['a nonce that is no text', { nonce: {} }, 'malformed-proof'],
    ['a proof before it that is none', { previousProof: 7 }, 'malformed-proof'],
    ['no proof before it', { previousProof: [] }, 'malformed-proof'],
    ['a member that proofs do not have', { note: 'x' }, 'malformed-proof'],
    ['contexts of its own', { '@context': [CREDENTIALS_V1] }, 'malformed-proof'],
    ['a proof before it that is not there', { previousProof: 'urn:x:1' }, 'previous-proof-missing'],
    ['another suite', { cryptosuite: 'bbs-2023' }, 'unsupported-proof'],
    ['a suite that is a list', { cryptosuite: ['eddsa-rdfc-2022'] }, 'unsupported-proof'],
    ['another type', { type: 'Ed25519Signature2018' }, 'unsupported-proof'],
    [
      'the older type without its context',
      { type: 'Ed25519Signature2020' },
      'suite-context-missing',
    ],
  ]
  for (const [what, changes, code] of table) {
    const proof = Object.assign({}, at(badge, 'proof', 0), changes)
    const result = await verifyProof({ document: badge, proof, verificationMethod: await method() })
    t.match(result, { verified: false, code, detail: /.\.$/ }, what)
  }
  for (const proof of [null, undefined, 7, 'x', [], {}]) {
    const result = await verifyProof({ document: badge, proof, verificationMethod: await method() })
    t.match(result, { verified: false, code: 'unsupported-proof' })
  }
})

t.test('safe mode: what JSON-LD would drop is refused by name', async (t) => {
  const badge = await signedBadge()
  const table: [(copy: JsonObject) => void, string, RegExp][] = [
    [(copy) => Object.assign(copy, { colour: 'red' }), 'undefined-term', /"colour"/],
    [(copy) => Object.assign(copy, { id: 'x/1' }), 'relative-iri', /"x\/1"/],
    [
      (copy) => Object.assign(copy, { type: ['VerifiableCredential', 'Prize'] }),
      'undefined-term',
      /"Prize"/,
    ],
    [
      (copy) =>
        Object.assign(copy, {
          '@context': [
            CREDENTIALS_V1,
            'https://a.example/c',
            'https://w3id.org/security/data-integrity/v2',
          ],
        }),
      'unknown-context',
      /a\.example\/c/,
    ],
  ]
  for (const [change, code, detail] of table) {
    const document = altered(badge, change)
    const [proof] = valuesOf(document.proof)
    const result = await verifyProof({ document, proof, verificationMethod: await method() })
    t.match(result, { verified: false, code, detail })
  }
})

t.test('credentials of the data model 1.1 verify as well', async (t) => {
  const { did, key } = await keyIssuer()
  for (const [suite, context] of [
    ['Ed25519Signature2020', 'https://w3id.org/security/suites/ed25519-2020/v1'],
    ['eddsa-rdfc-2022', 'https://w3id.org/security/data-integrity/v2'],
  ] as const) {
    const signed = await signCredential(
      {
        '@context': [
          CREDENTIALS_V1,
          'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json',
          context,
        ],
        id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b12',
        type: ['VerifiableCredential'],
        issuer: did,
        issuanceDate: '2026-01-01T00:00:00Z',
        credentialSubject: {
          id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b13',
          type: ['Profile'],
          name: 'Ada',
        },
      },
      { key, suites: [suite], created: now },
    )
    t.strictSame(await verdicts(signed), [true], suite)
  }
})

t.test('contexts beyond the bundled ones come only from a loader that is passed in', async (t) => {
  const url = 'https://a.example/colours.jsonld'
  const { did, key } = await keyIssuer()
  const loader: typeof documentLoader = async (asked) =>
    asked === url
      ? {
          contextUrl: null,
          documentUrl: url,
          document: { '@context': { colour: 'https://a.example/colours#colour' } },
        }
      : documentLoader(asked)
  const signed = await signCredential(
    {
      '@context': ['https://www.w3.org/ns/credentials/v2', url],
      type: ['VerifiableCredential'],
      issuer: did,
      credentialSubject: { colour: 'red' },
    },
    { key, suites: ['eddsa-rdfc-2022'], created: now, documentLoader: loader },
  )
  const input = { document: signed, proof: signed.proof, verificationMethod: await method() }
  t.match(await verifyProof({ ...input, jsonLd: jsonLdProcessor(loader) }), { verified: true })
  t.match(await verifyProof(input), { verified: false, code: 'unknown-context' })
})
