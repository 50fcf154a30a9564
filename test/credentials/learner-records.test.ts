import { Ajv2019 } from 'ajv/dist/2019.js'
import formats from 'ajv-formats'
import t from 'tap'
import {
  CREDENTIALS_V1,
  CREDENTIALS_V2,
  documentLoader,
  embeddedCredentials,
  envelopeProblems,
  expand,
  type JsonObject,
  kindOf,
  presentationProblems,
  shapeProblems,
  signCredential,
} from '../../src/credentials/index.ts'
import { learnerRecord } from './clr-sample.ts'
import { altered, at, keyIssuer, now, signedBadge } from './samples.ts'
import { needsShared, sharedJson } from './shared.ts'

const badges = [await signedBadge(), await signedBadge({ issuer: 2 })]
const { did, key } = await keyIssuer(3)
const record = learnerRecord(did, badges)
const token = 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA'
const envelope = {
  '@context': CREDENTIALS_V2,
  type: 'EnvelopedVerifiableCredential',
  id: `data:application/vc+jwt,${token}`,
}

const fieldsOf = (document: unknown) => shapeProblems(document).map(({ field }) => field)

t.test('what a document is', async (t) => {
  for (const [type, kind] of [
    [['VerifiableCredential', 'OpenBadgeCredential'], 'open-badge'],
    [['VerifiableCredential', 'AchievementCredential'], 'open-badge'],
    [['VerifiableCredential', 'EndorsementCredential'], 'endorsement'],
    [['VerifiableCredential', 'ClrCredential'], 'clr'],
    ['VerifiableCredential', 'credential'],
    ['VerifiablePresentation', 'presentation'],
    ['EnvelopedVerifiableCredential', 'enveloped-credential'],
    ['EnvelopedVerifiablePresentation', 'enveloped-presentation'],
    ['Assertion', null],
    [7, null],
  ] as const) {
    t.equal(kindOf({ type }), kind)
  }
  for (const value of [null, [], 'VerifiableCredential', {}]) t.equal(kindOf(value), null)
})

t.test('a learner record is signed and shaped as CLR 2.0 says', async (t) => {
  t.strictSame(shapeProblems(record), [])
  await expand(record, documentLoader)
  const signed = await signCredential(record, { key, suites: ['eddsa-rdfc-2022'], created: now })
  t.strictSame(shapeProblems(signed), [])
})

t.test('what is wrong with a learner record is named', async (t) => {
  const subject = (copy: JsonObject) => at(copy, 'credentialSubject')
  const table: [(copy: JsonObject) => void, string][] = [
    [(copy) => delete copy.name, 'name'],
    [(copy) => delete copy.id, 'id'],
    [(copy) => (copy['@context'] as unknown[]).splice(1, 1), '@context.1'],
    [(copy) => Object.assign(copy, { partial: 'yes' }), 'partial'],
    [
      (copy) => Object.assign(subject(copy), { type: 'AchievementSubject' }),
      'credentialSubject.type',
    ],
    [(copy) => delete subject(copy).id, 'credentialSubject.id'],
    [(copy) => delete subject(copy).verifiableCredential, 'credentialSubject.verifiableCredential'],
    [
      (copy) => Object.assign(subject(copy), { verifiableCredential: [] }),
      'credentialSubject.verifiableCredential',
    ],
    [
      (copy) => Object.assign(subject(copy), { verifiableCredential: ['urn:a:1'] }),
      'credentialSubject.verifiableCredential.0',
    ],
    [
      (copy) => Object.assign(at(subject(copy), 'association', 0), { associationType: 'likes' }),
      'credentialSubject.association.0.associationType',
    ],
    [
      (copy) => delete at(subject(copy), 'achievement', 1).criteria,
      'credentialSubject.achievement.1.criteria',
    ],
    [
      (copy) => delete at(subject(copy), 'achievement', 0, 'creator').id,
      'credentialSubject.achievement.0.creator.id',
    ],
  ]
  for (const [change, field] of table)
    t.ok(fieldsOf(altered(record, change)).includes(field), field)
  t.ok(
    fieldsOf({ ...record, type: [...(record.type as string[]), 'OpenBadgeCredential'] }).length > 0,
    'whoever claims to be a badge too is held to its shape as well',
  )
})

const schema = 'standards/clr_v2p0/clr_v2p0_clrcredential_schema.json'
t.test('the official schema of CLR 2.0 agrees', needsShared(schema), async (t) => {
  const ajv = new Ajv2019({ strict: false, logger: false })
  formats.default(ajv)
  const { $schema: _, ...official } = sharedJson(schema)
  const validate = ajv.compile(official)
  t.ok(validate(record), JSON.stringify(validate.errors))
  const { name: _name, ...nameless } = record
  t.notOk(validate(nameless))
})

t.test('the credentials in a record or a presentation', async (t) => {
  t.strictSame(embeddedCredentials(record), [
    { path: 'credentialSubject.verifiableCredential.0', credential: badges[0] },
    { path: 'credentialSubject.verifiableCredential.1', credential: badges[1] },
  ])
  const presentation = { type: 'VerifiablePresentation' }
  const path = 'verifiableCredential'
  t.strictSame(embeddedCredentials(presentation), [])
  t.strictSame(embeddedCredentials({ ...presentation, verifiableCredential: badges[0] }), [
    { path, credential: badges[0] },
  ])
  t.strictSame(
    embeddedCredentials({ ...presentation, verifiableCredential: [token, envelope, 7] }),
    [
      { path: `${path}.0`, jwt: token },
      { path: `${path}.1`, jwt: token },
      { path: `${path}.2`, credential: 7 },
    ],
  )
  for (const other of [null, 7, badges[0], { verifiableCredential: badges }]) {
    t.strictSame(embeddedCredentials(other), [])
  }
})

t.test('presentations', async (t) => {
  const presentation: JsonObject = {
    '@context': [CREDENTIALS_V2],
    type: ['VerifiablePresentation'],
  }
  const problems = (changes: object) =>
    presentationProblems({ ...presentation, ...changes }).map(({ field }) => field)
  for (const changes of [
    {},
    { id: 'urn:a:1', holder: 'did:example:ada' },
    { holder: { id: 'did:example:ada', name: 'Ada' } },
    { verifiableCredential: badges },
    { verifiableCredential: [envelope] },
    { '@context': [CREDENTIALS_V1], verifiableCredential: [token] },
  ]) {
    t.strictSame(problems(changes), [])
  }
  for (const [changes, field] of [
    [{ '@context': [] }, '@context'],
    [{ type: 'Presentation' }, 'type'],
    [{ id: ['urn:a:1'] }, 'id'],
    [{ holder: 'Ada' }, 'holder'],
    [{ holder: { name: 'Ada' } }, 'holder.id'],
    [{ verifiableCredential: [token] }, 'verifiableCredential'],
    [{ verifiableCredential: ['https://a.example/1'] }, 'verifiableCredential'],
    [{ verifiableCredential: 7 }, 'verifiableCredential'],
    [{ proof: { created: '2026-01-01T00:00:00Z' } }, 'proof.type'],
    [{ holder: null }, 'holder'],
  ] as const) {
    t.strictSame(problems(changes), [field])
  }
  t.strictSame(presentationProblems('x').length, 1)
})

t.test('envelopes', async (t) => {
  const problems = (changes: object) =>
    envelopeProblems({ ...envelope, ...changes }, 'EnvelopedVerifiableCredential').map(
      ({ field }) => field,
    )
  t.strictSame(problems({}), [])
  t.strictSame(problems({ id: `data:application/jwt,${token}` }), [])
  t.strictSame(problems({ id: `data:application/vc-ld+jwt,${token}` }), [])
  for (const [changes, field] of [
    [{ '@context': [] }, '@context'],
    [{ '@context': 'https://www.w3.org/ns/credentials/examples/v2' }, '@context'],
    [{ type: 'VerifiableCredential' }, 'type'],
    [{ type: ['EnvelopedVerifiableCredential', 'VerifiableCredential'] }, 'type'],
    [{ id: token }, 'id'],
    [{ id: `data:text/html,${token}` }, 'id'],
    [{ id: 'data:application/vc+jwt,x' }, 'id'],
  ] as const) {
    t.strictSame(problems(changes), [field])
  }
})
