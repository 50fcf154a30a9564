import t from 'tap'
import {
  embeddable,
  endorsementCredential,
  type JsonObject,
  lintEndorsement,
  shapeProblems,
  signCredential,
} from '../../src/credentials/index.ts'
import { keyIssuer, now } from './samples.ts'

const { did, key } = await keyIssuer()

const input = {
  id: 'https://badges.example/endorsements/1',
  name: 'Endorsement of Night Walker',
  issuer: { id: did, name: 'Endorser' },
  subjectId: 'https://badges.example/achievements/1',
  validFrom: new Date('2026-03-01T10:00:00.900Z'),
}

t.test('an endorsement says what it is given, and nothing that is empty', (t) => {
  t.strictSame(endorsementCredential(input), {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ],
    id: input.id,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: input.name,
    issuer: { id: did, type: ['Profile'], name: 'Endorser' },
    validFrom: '2026-03-01T10:00:00Z',
    credentialSubject: { id: input.subjectId, type: ['EndorsementSubject'] },
  })
  const full = endorsementCredential({
    ...input,
    comment: 'Good.',
    validUntil: new Date('2027-03-01T10:00:00Z'),
    status: {
      statusListCredential: 'https://badges.example/status-lists/1',
      statusListIndex: 7,
      statusPurpose: 'revocation',
    },
    ed25519Signature2020: true,
  })
  t.strictSame(shapeProblems(full), [])
  t.match(full, {
    '@context': [String, String, 'https://w3id.org/security/suites/ed25519-2020/v1'],
    validUntil: '2027-03-01T10:00:00Z',
    credentialSubject: { endorsementComment: 'Good.' },
    credentialStatus: { statusListIndex: '7' },
  })
  t.end()
})

t.test('its proof is a list, whichever way it was signed', async (t) => {
  const unsigned = endorsementCredential(input)
  const options = { key, suites: ['eddsa-rdfc-2022'] as const, created: now }
  const signed = await signCredential(unsigned, options)
  t.match(signed.proof, [{ type: 'DataIntegrityProof' }])
  const [proof] = signed.proof as unknown[]
  t.strictSame(embeddable({ ...unsigned, proof }), signed)
  t.strictSame(embeddable(signed), signed)
})

t.test('what could not be embedded in a badge is found before', async (t) => {
  const good: JsonObject = { ...endorsementCredential(input), proof: [] }
  t.strictSame(await lintEndorsement(good), [])
  const contexts = good['@context'] as string[]
  const cases: [string, object, string][] = [
    ['another credential', { type: ['VerifiableCredential'] }, 'type'],
    [
      'the older data model',
      { '@context': ['https://www.w3.org/2018/credentials/v1', contexts[1]] },
      '@context',
    ],
    ['a context that is not known', { '@context': [...contexts, 'https://a.example/c'] }, ''],
    ['a term that nothing defines', { colour: 'red' }, ''],
    ['an id that is none', { id: 'endorsements/1' }, ''],
  ]
  for (const [what, change, field] of cases) {
    const problems = await lintEndorsement({ ...good, ...change })
    t.match(problems, [{ field, detail: /./ }], what)
    t.equal(problems.length, 1)
  }
})
