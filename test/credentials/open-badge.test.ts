import t from 'tap'
import {
  achievementDocument,
  documentLoader,
  documentTime,
  expand,
  identityHash,
  issuerProfileDocument,
  type JsonObject,
  openBadgeCredential,
  parseDocumentTime,
  shapeProblems,
} from '../../src/credentials/index.ts'
import { officialSchema, schemaFolder } from './official-schemas.ts'
import { at, award, keyIssuer, signedBadge } from './samples.ts'
import { needsShared } from './shared.ts'

t.test('an Open Badge', async (t) => {
  const { did } = await keyIssuer()
  const badge = openBadgeCredential(award(did))

  t.test('is a credential of the data model 2.0 with the Open Badges 3.0.3 context', async (t) => {
    t.strictSame(badge['@context'], [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ])
    t.strictSame(badge.type, ['VerifiableCredential', 'OpenBadgeCredential'])
    t.equal(badge.name, 'Story Teller', 'it is called like its achievement')
    t.match(badge.issuer, { id: did, type: ['Profile'], name: 'Harbour Library' })
  })

  t.test('names its learner by an opaque id and a salted hash of the e-mail address', async (t) => {
    t.match(badge.credentialSubject, {
      id: /^urn:uuid:/,
      type: ['AchievementSubject'],
      identifier: [
        {
          type: 'IdentityObject',
          hashed: true,
          identityType: 'emailAddress',
          identityHash: /^sha256\$[0-9a-f]{64}$/,
          salt: 'c2FsdA',
        },
      ],
    })
    t.notMatch(JSON.stringify(badge), /ada@example\.org/i)
  })

  t.test('carries a layer as an alignment', async (t) => {
    t.strictSame(at(badge, 'credentialSubject', 'achievement', 'alignment', 0), {
      type: ['Alignment'],
      targetName: 'Demonstrate',
      targetUrl: 'https://badges.example/layers/demonstrate',
      targetType: 'ext:Layer',
    })
  })

  t.test('has exactly one status entry, its index a string', async (t) => {
    t.strictSame(badge.credentialStatus, {
      id: 'https://badges.example/status-lists/3#4711',
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '4711',
      statusListCredential: 'https://badges.example/status-lists/3',
    })
  })

  t.test('has times in whole seconds', async (t) => {
    const precise = award(did, { validFrom: new Date('2026-02-01T09:00:00.999Z') })
    t.equal(openBadgeCredential(precise).validFrom, '2026-02-01T09:00:00Z')
    t.equal(openBadgeCredential(precise).validUntil, '2028-02-01T09:00:00Z')
  })

  t.test(
    'names the context of Ed25519Signature2020 third, when that suite will sign it',
    async (t) => {
      const both = openBadgeCredential(award(did, { ed25519Signature2020: true }))
      t.equal(at(both, '@context', 2), 'https://w3id.org/security/suites/ed25519-2020/v1')
    },
  )

  t.test(
    'with only what is required holds no null, nothing undefined, no empty array',
    async (t) => {
      const least = openBadgeCredential({
        id: 'https://badges.example/credentials/1',
        issuer: { id: did, name: 'Library' },
        recipient: { id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b11' },
        achievement: {
          id: 'https://badges.example/achievements/1',
          name: 'Visitor',
          description: 'Came by.',
          criteria: { narrative: 'Come by.', id: undefined },
          tag: [],
          alignment: [],
        },
        evidence: [],
        endorsement: [],
        validFrom: new Date('2026-02-01T09:00:00Z'),
      })
      const text = JSON.stringify(least)
      t.notMatch(text, /null|\[\]|\{\}/)
      t.strictSame(JSON.parse(text), least, 'nothing is undefined')
      t.strictSame(shapeProblems(least), [])
    },
  )
})

t.test('the official schemas accept what we sign', needsShared(schemaFolder), async (t) => {
  const badges = [
    await signedBadge(),
    await signedBadge({ suites: ['eddsa-rdfc-2022', 'Ed25519Signature2020'] }),
    await signedBadge({ suites: ['Ed25519Signature2020'], changes: { status: undefined } }),
    await signedBadge({ changes: { evidence: [], narrative: undefined, validUntil: undefined } }),
    await signedBadge({ changes: { awardedDate: new Date('2026-01-01T00:00:00Z') } }),
  ]
  for (const kind of ['json-ld', 'formal'] as const) {
    const validate = officialSchema(kind)
    for (const badge of badges) {
      t.ok(validate(badge), `${kind}: ${JSON.stringify(validate.errors?.slice(0, 3))}`)
    }
  }
})

t.test('public documents beside the credential are JSON-LD of their own', async (t) => {
  const { did } = await keyIssuer()
  const { issuer, achievement } = award(did)
  const documents: JsonObject[] = [
    issuerProfileDocument({ ...issuer, parentOrg: { id: 'https://badges.example/places/1' } }),
    achievementDocument(achievement),
    achievementDocument(achievement, { id: did, type: ['Profile'], name: issuer.name }),
  ]
  for (const document of documents) {
    const [node] = await expand(document, documentLoader)
    t.equal(node?.['@id'], document.id)
    t.ok(Object.keys(node ?? {}).length > 3)
  }
  t.match(documents[0], { type: ['Profile'], name: 'Harbour Library' })
  t.match(documents[1], { type: ['Achievement'], criteria: { narrative: /five minutes/ } })
})

t.test('the hash of an e-mail address', async (t) => {
  // Open Badges 3.0, IdentityHash: sha256 over the address and the salt after it, in hex.
  t.equal(
    identityHash('a@b.org', 'salt'),
    'sha256$b351c423042e9d51d64be1eb0d24adfe29ed483b9a52d48d1b20f5f1350d0630',
  )
  t.equal(identityHash('A@B.org', 'salt'), identityHash('a@b.org', 'salt'), 'whatever its case')
  t.not(identityHash('a@b.org', 'salt'), identityHash('a@b.org', 'Salt'))
})

t.test('document times', async (t) => {
  t.equal(documentTime(new Date('2026-03-01T12:00:00.999Z')), '2026-03-01T12:00:00Z')
  t.throws(() => documentTime(new Date('never')), RangeError)
  for (const text of [
    '2026-03-01T12:00:00Z',
    '2026-03-01T12:00:00.123456Z',
    '2026-03-01T12:00:00+02:00',
    '2024-02-29T23:59:59-14:00',
  ]) {
    t.ok(parseDocumentTime(text) instanceof Date, text)
  }
  for (const text of [
    '2026-03-01',
    '2026-03-01T12:00:00',
    '2026-03-01t12:00:00z',
    '2026-03-01 12:00:00Z',
    '2026-02-29T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T12:00:60Z',
    ' 2026-03-01T12:00:00Z',
    1_772_366_400,
    null,
  ]) {
    t.equal(parseDocumentTime(text), null, String(text))
  }
})
