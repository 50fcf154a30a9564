import t from 'tap'
import {
  CREDENTIALS_V1,
  CREDENTIALS_V2,
  DATA_INTEGRITY_V2,
  type JsonObject,
  shapeProblems,
} from '../../src/credentials/index.ts'

// What the data models ask of any credential, in the order of VCDM 2.0, as the W3C's test suite for it
// tries it out; both versions where nothing else is said. What needs the meaning of terms (types that no
// context defines) is for the check of the contexts.

const of20: JsonObject = {
  '@context': [CREDENTIALS_V2],
  type: ['VerifiableCredential'],
  issuer: 'did:example:issuer',
  credentialSubject: { id: 'did:example:subject' },
}
const of11: JsonObject = {
  ...of20,
  '@context': [CREDENTIALS_V1],
  issuanceDate: '2026-01-01T00:00:00Z',
}

const fieldsOf = (credential: JsonObject, changes: JsonObject): string[] => {
  const changed = Object.entries({ ...credential, ...changes })
  const present = Object.fromEntries(changed.filter(([, value]) => value !== undefined))
  return shapeProblems(present).map(({ field }) => field)
}

const typedThing = (more: object) => ({ type: 'https://example.org/#Thing', ...more })
const resource = (more: object = {}) => ({
  id: 'https://example.org/a.png',
  digestSRI: 'sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg',
  ...more,
})

const good: [string, JsonObject][] = [
  ['nothing but what is required', {}],
  ['another context by its URL', { '@context': [CREDENTIALS_V2, DATA_INTEGRITY_V2] }],
  ['a context as an object', { '@context': [CREDENTIALS_V2, { Prize: 'https://a.example/#P' }] }],
  ['an id that is a URN', { id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b11' }],
  ['a type alone', { type: 'VerifiableCredential' }],
  ['a type by its URL', { type: ['https://example.org/#Prize', 'VerifiableCredential'] }],
  ['a name', { name: 'A prize', description: 'For all.' }],
  ['a name in a language', { name: { '@value': 'Ein Preis', '@language': 'de' } }],
  [
    'a name in two languages, with a direction',
    {
      name: [
        { '@value': 'A prize', '@language': 'en' },
        { '@value': 'فرس', '@language': 'ar', '@direction': 'rtl' },
      ],
    },
  ],
  ['an issuer with words', { issuer: { id: 'did:example:issuer', name: 'Ada', description: 'A' } }],
  ['several subjects', { credentialSubject: [{ id: 'did:example:1' }, { id: 'did:example:2' }] }],
  ['a subject without an id', { credentialSubject: { name: 'Ada' } }],
  ['fractions of a second', { validFrom: '2026-01-01T00:00:00.123Z' }],
  ['another time zone', { validFrom: '2026-01-01T00:00:00-14:00' }],
  ['the future', { validUntil: '9999-12-31T23:59:59Z' }],
  ['a moment', { validFrom: '2026-01-01T01:00:00+01:00', validUntil: '2026-01-01T00:00:00Z' }],
  ['a status with an id', { credentialStatus: typedThing({ id: 'https://example.org/s#1' }) }],
  ['several terms of use', { termsOfUse: [typedThing({}), typedThing({ id: 'urn:a:1' })] }],
  ['several evidences', { evidence: [typedThing({}), typedThing({})] }],
  ['a schema', { credentialSchema: typedThing({ id: 'https://example.org/schema.json' }) }],
  ['a refresh service', { refreshService: typedThing({ id: 'did:example:refresh' }) }],
  ['a related resource', { relatedResource: resource({ mediaType: 'image/png' }) }],
  [
    'several related resources',
    {
      relatedResource: [
        resource(),
        {
          id: 'https://example.org/b',
          digestMultibase: 'uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ',
        },
      ],
    },
  ],
]

const bad: [string, JsonObject, string][] = [
  ['no context', { '@context': undefined }, '@context'],
  ['a context that is no array', { '@context': CREDENTIALS_V2 }, '@context'],
  ['no context at all in it', { '@context': [] }, '@context'],
  ['another context first', { '@context': [DATA_INTEGRITY_V2, CREDENTIALS_V2] }, '@context'],
  ['a number for a context', { '@context': [CREDENTIALS_V2, 123192875] }, '@context'],
  ['no URL for a context', { '@context': [CREDENTIALS_V2, 'https ://no/v1'] }, '@context'],
  ['an array for a context', { '@context': [CREDENTIALS_V2, []] }, '@context'],
  ['the same context twice', { '@context': [CREDENTIALS_V2, CREDENTIALS_V2] }, '@context'],
  ['an id that is no URL', { id: 'not-a-url' }, 'id'],
  ['several ids', { id: ['urn:a:1', 'urn:a:2'] }, 'id'],
  ['an id that is null', { id: null }, 'id'],
  ['no type', { type: undefined }, 'type'],
  ['an empty list of types', { type: [] }, 'type'],
  ['another type', { type: ['https://example.org/#Prize'] }, 'type'],
  ['a type that is no text', { type: ['VerifiableCredential', 7] }, 'type'],
  ['a type with a space', { type: ['VerifiableCredential', 'A prize'] }, 'type'],
  ['a name that is a number', { name: 7 }, 'name'],
  ['a name with more in it', { name: { '@value': 'x', '@language': 'en', url: 'x' } }, 'name'],
  ['a name without a value', { name: { '@language': 'en' } }, 'name'],
  ['a name of a language that is none', { name: { '@value': 'x', '@language': 'e n' } }, 'name'],
  ['a name of a direction', { name: { '@value': 'x', '@direction': 'up' } }, 'name'],
  ['a name of a type', { name: { '@value': 'x', '@type': 'urn:a:1' } }, 'name'],
  ['a description that is a list', { description: ['a', 'b'] }, 'description'],
  ['no issuer', { issuer: undefined }, 'issuer'],
  ['an issuer that is null', { issuer: null }, 'issuer'],
  ['an issuer that is no URL', { issuer: 'Ada' }, 'issuer'],
  ['several issuers', { issuer: ['did:example:1', 'did:example:2'] }, 'issuer'],
  ['an issuer without an id', { issuer: { name: 'Ada' } }, 'issuer.id'],
  ['an issuer whose id is no URL', { issuer: { id: 'Ada' } }, 'issuer.id'],
  ['an issuer whose name is a number', { issuer: { id: 'did:a:b', name: 7 } }, 'issuer.name'],
  ['no subject', { credentialSubject: undefined }, 'credentialSubject'],
  ['an empty list of subjects', { credentialSubject: [] }, 'credentialSubject'],
  ['a subject that says nothing', { credentialSubject: {} }, 'credentialSubject'],
  ['one that says nothing', { credentialSubject: [{ id: 'urn:a:1' }, {}] }, 'credentialSubject'],
  ['a subject that is a text', { credentialSubject: 'did:example:1' }, 'credentialSubject'],
  ['a subject with two ids', { credentialSubject: { id: ['urn:a:1'] } }, 'credentialSubject.id'],
  ['a day', { validFrom: '2026-01-01' }, 'validFrom'],
  ['no time zone', { validFrom: '2026-01-01T00:00:00' }, 'validFrom'],
  ['a space in a time', { validFrom: '2026-01-01 00:00:00Z' }, 'validFrom'],
  ['small letters in a time', { validFrom: '2026-01-01t00:00:00z' }, 'validFrom'],
  ['no such day', { validFrom: '2026-02-29T00:00:00Z' }, 'validFrom'],
  ['no such hour', { validUntil: '2026-01-01T25:00:00Z' }, 'validUntil'],
  ['no such second', { validUntil: '2026-01-01T00:00:60Z' }, 'validUntil'],
  ['no such time zone', { validUntil: '2026-01-01T00:00:00+14:30' }, 'validUntil'],
  ['a number for a time', { validUntil: 1767225600 }, 'validUntil'],
  [
    'an end before the beginning',
    { validFrom: '2026-01-01T00:00:00Z', validUntil: '2026-01-01T00:59:59+01:00' },
    'validUntil',
  ],
  ['a status without a type', { credentialStatus: { id: 'urn:a:1' } }, 'credentialStatus.type'],
  ['a status that is a text', { credentialStatus: 'https://a.example' }, 'credentialStatus'],
  ['a status with two ids', { credentialStatus: typedThing({ id: [] }) }, 'credentialStatus.id'],
  [
    'a status with an id that is no URL',
    { credentialStatus: typedThing({ id: 'x' }) },
    'credentialStatus.id',
  ],
  ['a schema without an id', { credentialSchema: typedThing({}) }, 'credentialSchema.id'],
  ['a schema without a type', { credentialSchema: { id: 'urn:a:1' } }, 'credentialSchema.type'],
  [
    'a schema whose id is a number',
    { credentialSchema: typedThing({ id: 7 }) },
    'credentialSchema.id',
  ],
  [
    'a refresh service without a type',
    { refreshService: { id: 'urn:a:1' } },
    'refreshService.type',
  ],
  ['terms of use without a type', { termsOfUse: [typedThing({}), {}] }, 'termsOfUse.type'],
  ['evidence without a type', { evidence: { id: 'urn:a:1' } }, 'evidence.type'],
  ['evidence whose id is no URL', { evidence: typedThing({ id: 'x' }) }, 'evidence.id'],
  ['a render method without a type', { renderMethod: {} }, 'renderMethod.type'],
  ['a proof that is a text', { proof: 'z' }, 'proof'],
  ['a proof without a type', { proof: {} }, 'proof.type'],
  ['a proof whose id is no URL', { proof: { type: 'DataIntegrityProof', id: '1' } }, 'proof.id'],
  ['a related resource that is a text', { relatedResource: ['urn:a:1'] }, 'relatedResource.0'],
  [
    'a related resource without an id',
    { relatedResource: resource({ id: undefined }) },
    'relatedResource.id',
  ],
  [
    'the same related resource twice',
    { relatedResource: [resource(), resource()] },
    'relatedResource.1.id',
  ],
  [
    'a related resource without a digest',
    { relatedResource: { id: 'urn:a:1' } },
    'relatedResource',
  ],
  [
    'a digest by a weak function',
    { relatedResource: resource({ digestSRI: 'md5-AAAA' }) },
    'relatedResource.digestSRI',
  ],
  [
    'a digest of another base',
    { relatedResource: resource({ digestMultibase: 'mAAAA' }) },
    'relatedResource.digestMultibase',
  ],
  [
    'a media type that is none',
    { relatedResource: resource({ mediaType: 7 }) },
    'relatedResource.mediaType',
  ],
]

t.test('what the data model 2.0 allows', async (t) => {
  for (const [what, changes] of good) t.strictSame(fieldsOf(of20, changes), [], what)
})

t.test('what it does not', async (t) => {
  for (const [what, changes, field] of bad) t.ok(fieldsOf(of20, changes).includes(field), what)
})

t.test('the data model 1.1 is as strict', async (t) => {
  const sameContext = ([, changes]: readonly [string, JsonObject, ...unknown[]]) =>
    !('@context' in changes)
  for (const [what, changes] of good.filter(sameContext)) {
    t.strictSame(fieldsOf(of11, changes), [], what)
  }
  for (const [what, changes, field] of bad.filter(sameContext)) {
    t.ok(fieldsOf(of11, changes).includes(field), what)
  }
  for (const [what, changes, field] of [
    ['no date of issuance', { issuanceDate: undefined }, 'issuanceDate'],
    ['a day', { issuanceDate: '2026-01-01' }, 'issuanceDate'],
    ['an end before the beginning', { expirationDate: '2025-01-01T00:00:00Z' }, 'expirationDate'],
    ['a status without an id', { credentialStatus: typedThing({}) }, 'credentialStatus.id'],
    ['a refresh service without an id', { refreshService: typedThing({}) }, 'refreshService.id'],
  ] as const) {
    t.strictSame(fieldsOf(of11, changes), [field], what)
  }
})
