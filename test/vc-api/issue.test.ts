// Issuing by the VC API: what the W3C's test suites for the data model, for the cryptosuites and for
// status lists ask of an issuer, in our own words.
import { createHash } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { startServer } from '../outbound/loopback-server.ts'
import { startService } from '../support/service.ts'
import { anIssuer, credentialOf, issue, issued, notARefusal, V1, V2 } from './issuing.ts'

const { admin, as } = await startService(t)
const { did } = await anIssuer(admin)
const verify = (verifiableCredential: unknown) =>
  as(null).post('/credentials/verify', { verifiableCredential })

const thing = (more: object) => ({ type: 'https://example.org/#Thing', ...more })
const ofContext = (...terms: string[]) => ({
  '@context': [V2, Object.fromEntries(terms.map((one) => [one, `https://example.org/#${one}`]))],
})

/** What an issuer has to accept. Each is signed, and verifies. */
const good: [string, JsonObject][] = [
  ['nothing but what is required', {}],
  ['an issuer that is an object', { issuer: { id: did } }],
  [
    'an issuer with a name in a language',
    {
      issuer: { id: did, name: { '@value': 'Haus', '@language': 'de' } },
    },
  ],
  ['an id', { id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b11' }],
  [
    'the published context of examples',
    {
      '@context': [V2, 'https://www.w3.org/ns/credentials/examples/v2'],
      type: ['VerifiableCredential', 'RelationshipCredential'],
    },
  ],
  [
    'a context that is an object',
    {
      ...ofContext('ExampleCredential'),
      type: ['VerifiableCredential', 'ExampleCredential'],
    },
  ],
  ['a type that is a URL', { type: ['https://example.org/#Thing', 'VerifiableCredential'] }],
  ['several subjects', { credentialSubject: [{ id: 'did:a:b' }, { name: 'Sam Sample' }] }],
  [
    'names in several languages',
    {
      name: [
        { '@value': 'A prize', '@language': 'en', '@direction': 'ltr' },
        { '@value': 'Ein Preis', '@language': 'de' },
      ],
      description: 'For all.',
    },
  ],
  ['milliseconds', { validFrom: '2020-01-01T00:00:00.123Z' }],
  [
    'time zones',
    { validFrom: '2020-01-01T00:00:00-05:00', validUntil: '2999-01-01T00:00:00+14:00' },
  ],
  ['a schema', { credentialSchema: thing({ id: 'did:example:schemas/1' }) }],
  [
    'several schemas',
    {
      credentialSchema: [thing({ id: 'urn:a:1' }), thing({ id: 'urn:a:2' })],
    },
  ],
  [
    'terms of use',
    { ...ofContext('Policy'), termsOfUse: [{ type: 'Policy' }, { type: 'Policy' }] },
  ],
  ['evidence', { ...ofContext('Check'), evidence: [{ type: 'Check' }, thing({ id: 'urn:a:1' })] }],
]

t.test('what the data model allows is signed, and verifies', async (t) => {
  for (const [what, changes] of good) {
    const answer = await issue(admin, credentialOf(did, changes))
    t.equal(answer.status, 201, `${what}: ${answer.text.slice(0, 300)}`)
    const { verifiableCredential } = answer.body
    const { proof, ...rest } = verifiableCredential
    t.strictSame(rest, credentialOf(did, changes), `${what}: nothing else is changed`)
    t.match(proof, { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022' }, what)
    const checked = await verify(verifiableCredential)
    t.equal(checked.status, 200, `${what}: ${checked.text.slice(0, 300)}`)
  }
})

t.test('what cannot be looked up from here is signed all the same', async (t) => {
  for (const [what, changes] of [
    ['a status of another kind', { ...ofContext('Other'), credentialStatus: { type: 'Other' } }],
    ['a refresh service', { refreshService: thing({ id: 'did:example:refresh/1' }) }],
    ['a time to come', { validFrom: '2999-01-01T00:00:00Z' }],
    ['a time that is over', { validUntil: '2000-01-01T00:00:00Z' }],
  ] as const) {
    const answer = await issue(admin, credentialOf(did, changes))
    t.equal(answer.status, 201, `${what}: ${answer.text.slice(0, 300)}`)
  }
})

/** What an issuer has to refuse, and the place that is wrong. */
const bad: [string, JsonObject, string][] = [
  ['no context', { '@context': undefined }, '@context'],
  ['a number for the contexts', { '@context': 4 }, '@context'],
  ['an object for the contexts', { '@context': { foo: true } }, '@context'],
  ['another context first', { '@context': ['https://w3id.org/security/v2', V2] }, '@context'],
  ['no context of the data model', { '@context': ['https://w3id.org/security/v2'] }, '@context'],
  ['a context that is no URL', { '@context': [V2, 'https ://not-a-url/v1'] }, '@context'],
  ['a number among the contexts', { '@context': [V2, 123192875] }, '@context'],
  ['a context that nobody knows', { '@context': [V2, 'https://example.com'] }, ''],
  [
    'a term that redefines one',
    {
      '@context': [V2, { VerifiableCredential: 'https://example.org/#Other' }],
    },
    '',
  ],
  [
    'a term with two meanings',
    {
      '@context': [V2, { Own: 'https://example.org/#a' }, { Own: 'https://example.org/#b' }],
      type: ['VerifiableCredential', 'Own'],
    },
    '',
  ],
  [
    'a vocabulary for whatever is there',
    {
      '@context': [V2, { '@vocab': 'https://example.org/#' }],
      anything: 'goes',
    },
    '',
  ],
  ['a member that no context defines', { statusEntry: { type: 'BitstringStatusListEntry' } }, ''],
  ['no type', { type: undefined }, 'type'],
  ['a number for the type', { type: 4 }, 'type'],
  ['an empty list of types', { type: [] }, 'type'],
  ['a list among the types', { type: ['VerifiableCredential', []] }, 'type'],
  ['another type alone', { type: ['https://example.org/#Thing'] }, 'type'],
  ['a type that no context defines', { type: ['VerifiableCredential', 'Unmapped'] }, ''],
  [
    'a type that stands for no URL',
    {
      '@context': [V2, { Own: 'https ://not-a-url#Own' }],
      type: ['VerifiableCredential', 'Own'],
    },
    '',
  ],
  ['an id that is no URL', { id: 'not-a-url' }, 'id'],
  ['an id that is null', { id: null }, 'id'],
  ['two ids', { id: ['urn:a:1', 'urn:a:2'] }, 'id'],
  ['no issuer', { issuer: undefined }, 'issuer'],
  ['an issuer that is null', { issuer: null }, 'issuer'],
  ['an issuer that is a number', { issuer: 4 }, 'issuer'],
  ['an issuer that is a list', { issuer: [] }, 'issuer'],
  ['an issuer that is no URL', { issuer: 'Ada' }, 'issuer'],
  ['an issuer without an id', { issuer: { name: 'Ada' } }, 'issuer.id'],
  ['an issuer whose id is null', { issuer: { id: null } }, 'issuer.id'],
  ['an issuer whose id is no URL', { issuer: { id: 'Ada' } }, 'issuer.id'],
  [
    'an issuer whose name says more',
    {
      issuer: { id: did, name: { '@value': 'x', '@language': 'en', url: 'x' } },
    },
    'issuer.name',
  ],
  ['no subject', { credentialSubject: undefined }, 'credentialSubject'],
  ['a subject that is null', { credentialSubject: null }, 'credentialSubject'],
  ['a subject that is a text', { credentialSubject: 'did:example:1' }, 'credentialSubject'],
  ['no subject in the list', { credentialSubject: [] }, 'credentialSubject'],
  ['a subject that says nothing', { credentialSubject: {} }, 'credentialSubject'],
  ['one that says nothing', { credentialSubject: [{ id: 'urn:a:1' }, {}] }, 'credentialSubject'],
  [
    'two ids of a subject',
    { credentialSubject: { id: ['urn:a:1', 'urn:a:2'] } },
    'credentialSubject.id',
  ],
  ['a name that says more', { name: { '@value': 'x', url: 'x' } }, 'name'],
  ['a time without a zone', { validFrom: '2020-01-01T00:00:00' }, 'validFrom'],
  ['a day', { validUntil: '2020-01-01' }, 'validUntil'],
  [
    'an end before the beginning',
    {
      validFrom: '2020-01-02T00:00:00Z',
      validUntil: '2020-01-01T00:00:00Z',
    },
    'validUntil',
  ],
  ['a status without a type', { credentialStatus: { id: 'urn:a:1' } }, 'credentialStatus.type'],
  ['a status whose type nobody knows', { credentialStatus: { type: 'Unknown' } }, ''],
  [
    'a status with two ids',
    { credentialStatus: thing({ id: ['urn:a:1'] }) },
    'credentialStatus.id',
  ],
  ['a status whose id is no URL', { credentialStatus: thing({ id: 'x' }) }, 'credentialStatus.id'],
  ['a schema without an id', { credentialSchema: thing({}) }, 'credentialSchema.id'],
  ['a schema without a type', { credentialSchema: { id: 'urn:a:1' } }, 'credentialSchema.type'],
  ['a schema whose id is a number', { credentialSchema: thing({ id: 7 }) }, 'credentialSchema.id'],
  [
    'a refresh service without a type',
    { refreshService: { id: 'urn:a:1' } },
    'refreshService.type',
  ],
  ['terms of use without a type', { termsOfUse: [{ id: 'urn:a:1' }] }, 'termsOfUse.type'],
  ['evidence without a type', { evidence: { id: 'urn:a:1' } }, 'evidence.type'],
  ['related resources that are texts', { relatedResource: ['urn:a:1'] }, 'relatedResource[0]'],
  [
    'a related resource without a digest',
    { relatedResource: { id: 'urn:a:1' } },
    'relatedResource',
  ],
]

t.test('what it does not is a 400 that names the place', async (t) => {
  for (const [what, changes, place] of bad) {
    const answer = await issue(admin, credentialOf(did, changes))
    const field = place === '' ? 'credential' : `credential.${place}`
    t.equal(notARefusal(answer, 'MALFORMED_VALUE_ERROR', field), null, what)
  }
})

t.test('a digest that is not right is refused', async (t) => {
  const resource = { id: V2, digestSRI: `sha256-${'A'.repeat(43)}=` }
  const answer = await issue(admin, credentialOf(did, { relatedResource: resource }))
  t.equal(notARefusal(answer, 'CRYPTOGRAPHIC_SECURITY_ERROR', 'credential'), null)
  const right = { id: V2, digestSRI: 'sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=' }
  t.equal((await issue(admin, credentialOf(did, { relatedResource: right }))).status, 201)

  const server = await startServer(t, (_request, response) => response.end('a table of skills'))
  const id = `http://127.0.0.1:${server.port}/skills`
  const digest = (text: string) => `sha384-${createHash('sha384').update(text).digest('base64')}`
  const refer = async (to: object) =>
    (await issue(admin, credentialOf(did, { relatedResource: [to] }))).status
  t.equal(await refer({ id, digestSRI: digest('a table of skills') }), 201)
  t.equal(await refer({ id, digestSRI: digest('another table') }), 400)
  const silent = 'https://nobody.invalid/skills'
  t.equal(await refer({ id: silent, digestSRI: digest('who knows') }), 201, 'nobody can tell')
})

t.test('a request without a credential is a 400', async (t) => {
  const verifiableCredential = credentialOf(did)
  for (const body of [{}, { verifiableCredential }, { credential: [] }, { credential: 'x' }]) {
    const answer = await admin.post('/credentials/issue', body)
    t.equal(notARefusal(answer, 'MALFORMED_VALUE_ERROR'), null)
  }
  const headers = { 'content-type': 'application/json' }
  const broken = await admin.send('POST', '/credentials/issue', { body: '{', headers })
  t.equal(notARefusal(broken, 'PARSING_ERROR'), null)
})

t.test('the data model 1.1 is signed with the contexts that it takes', async (t) => {
  const of11 = {
    '@context': [V1, { '@context': { name: 'https://schema.org/name' } }],
    id: 'urn:uuid:86294362-4254-4f36-854f-3952fe42555d',
    issuanceDate: '2020-03-16T22:37:26.544Z',
    credentialSubject: { id: 'did:example:subject', name: 'Example' },
  }
  for (const [options, context] of [
    [{ cryptosuite: 'eddsa-rdfc-2022' }, 'https://w3id.org/security/data-integrity/v2'],
    [{ type: 'Ed25519Signature2020' }, 'https://w3id.org/security/suites/ed25519-2020/v1'],
  ] as const) {
    const signed = await issued(admin, credentialOf(did, of11), options)
    t.strictSame(signed['@context'], [...of11['@context'], context])
    t.equal((await verify(signed)).status, 200, (await verify(signed)).text)
  }
  const undated = credentialOf(did, { ...of11, issuanceDate: undefined })
  const answer = await issue(admin, undated)
  t.equal(notARefusal(answer, 'MALFORMED_VALUE_ERROR', 'credential.issuanceDate'), null)
})

t.test('the options say how it is signed', async (t) => {
  const suiteContext = 'https://w3id.org/security/suites/ed25519-2020/v1'
  const older = await issued(admin, credentialOf(did), { type: 'Ed25519Signature2020' })
  t.match(older, { '@context': [V2, suiteContext], proof: { type: 'Ed25519Signature2020' } })
  t.equal((await verify(older)).status, 200)

  const created = '2024-02-29T12:00:00Z'
  const occasion = { challenge: 'u1a2b3', domain: 'https://employer.example' }
  for (const suite of [{ type: 'DataIntegrityProof' }, { type: 'Ed25519Signature2020' }]) {
    const options = { ...suite, created, ...occasion, proofPurpose: 'assertionMethod' }
    const signed = await issued(admin, credentialOf(did), options)
    t.match(signed.proof, { ...suite, created, ...occasion, proofPurpose: 'assertionMethod' })
    t.match(await verify(signed), { status: 200, body: { verified: true } })
  }

  const both = await anIssuer(admin, { proofSuites: ['eddsa-rdfc-2022', 'Ed25519Signature2020'] })
  const { proof } = await issued(admin, credentialOf(both.did))
  t.match(proof, [{ cryptosuite: 'eddsa-rdfc-2022' }, { type: 'Ed25519Signature2020' }])
})

t.test('options that nobody knows, or that mean nothing, are refused', async (t) => {
  const year = new Date().getFullYear() + 1
  const cases: [object, string, string][] = [
    [{ surprise: 1 }, 'UNKNOWN_OPTION_PROVIDED', 'options.surprise'],
    [{ mandatoryPointers: ['/issuer'] }, 'UNKNOWN_OPTION_PROVIDED', 'options.mandatoryPointers'],
    [{ cryptosuite: 'bbs-2023' }, 'PROOF_GENERATION_ERROR', 'options.cryptosuite'],
    [{ type: 'UnknownProofType' }, 'PROOF_GENERATION_ERROR', 'options.type'],
    [{ proofPurpose: 'authentication' }, 'PROOF_GENERATION_ERROR', 'options.proofPurpose'],
    [{ created: 'yesterday' }, 'PROOF_GENERATION_ERROR', 'options.created'],
    [{ created: `${year}-12-31T00:00:00Z` }, 'PROOF_GENERATION_ERROR', 'options.created'],
    [
      { type: 'Ed25519Signature2020', cryptosuite: 'eddsa-rdfc-2022' },
      'PROOF_GENERATION_ERROR',
      'options.cryptosuite',
    ],
    [{ challenge: 7 }, 'MALFORMED_VALUE_ERROR', 'options.challenge'],
    [{ credentialId: 'no url' }, 'MALFORMED_VALUE_ERROR', 'options.credentialId'],
  ]
  for (const [options, type, field] of cases) {
    t.equal(notARefusal(await issue(admin, credentialOf(did), options), type, field), null, field)
  }
})

t.test('what is signed already is not signed again', async (t) => {
  const answer = await issue(admin, await issued(admin, credentialOf(did)))
  t.equal(notARefusal(answer, 'PROOF_GENERATION_ERROR', 'credential.proof'), null)
})

t.test('what is made to take long is refused', async (t) => {
  const knot = Array.from({ length: 12 }, (_, from) => ({
    id: `_:b${from}`,
    type: 'https://example.org/#Thing',
    knows: Array.from({ length: 12 }, (_, to) => ({ id: `_:b${to}`, type: 'urn:a:b' })),
  }))
  const contexts = { '@context': [V2, { knows: 'https://example.org/#knows' }] }
  const answer = await issue(admin, credentialOf(did, { ...contexts, evidence: knot }))
  t.equal(answer.status, 400, answer.text.slice(0, 300))
})

t.test('an Idempotency-Key makes it repeatable', async (t) => {
  const body = { credential: credentialOf(did), options: { challenge: 'once' } }
  const headers = { 'idempotency-key': 'vc-api-1' }
  const first = await admin.post('/credentials/issue', body, headers)
  const again = await admin.post('/credentials/issue', body, headers)
  t.equal(again.headers.get('idempotency-replayed'), 'true')
  t.equal(again.text, first.text)
  t.strictSame(Object.keys(again.body), ['verifiableCredential'])
  t.equal(first.headers.get('location'), null, 'it is nowhere to be read')
})
