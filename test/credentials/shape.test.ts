import fc from 'fast-check'
import t from 'tap'
import { isOpenBadge, type JsonObject, shapeProblems } from '../../src/credentials/index.ts'
import { officialSchema, schemaFolder } from './official-schemas.ts'
import { altered, at, signedBadge } from './samples.ts'
import { needsShared, sharedJson, sharedText } from './shared.ts'

const fieldsOf = (document: unknown) => shapeProblems(document).map(({ field }) => field)

t.test('what we sign has the right shape', async (t) => {
  t.strictSame(shapeProblems(await signedBadge()), [])
  const suites = ['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const
  t.strictSame(shapeProblems(await signedBadge({ suites: [...suites] })), [])
})

t.test('a problem names the member and says what it must be', async (t) => {
  const badge = await signedBadge()
  const table: [(copy: JsonObject) => void, string, RegExp][] = [
    [(copy) => delete copy.id, 'id', /required/],
    [(copy) => delete copy.validFrom, 'validFrom', /required/],
    [
      (copy) => delete at(copy, 'credentialSubject', 'achievement').criteria,
      'credentialSubject.achievement.criteria',
      /required/,
    ],
    [
      (copy) => Object.assign(at(copy, 'credentialSubject', 'achievement'), { name: 7 }),
      'credentialSubject.achievement.name',
      /string/,
    ],
    [(copy) => Object.assign(at(copy, 'evidence', 1), { type: ['Proof'] }), 'evidence.1.type', /./],
    [
      (copy) => Object.assign(at(copy, 'credentialSubject', 'achievement', 'image'), { width: 7 }),
      'credentialSubject.achievement.image.width',
      /not a member/,
    ],
    [
      (copy) =>
        Object.assign(at(copy, 'credentialSubject', 'achievement'), { achievementType: 'X' }),
      'credentialSubject.achievement.achievementType',
      /one of .*Badge.*ext:/,
    ],
    [
      (copy) => Object.assign(copy, { issuer: { id: 'Library', type: ['Profile'] } }),
      'issuer.id',
      /absolute URL/,
    ],
    [(copy) => Object.assign(copy, { validFrom: '2026-02-01' }), 'validFrom', /time zone/],
    [
      (copy) => Object.assign(copy, { validUntil: ['2026-02-01T00:00:00Z'] }),
      'validUntil',
      /time zone/,
    ],
    [
      (copy) => Object.assign(copy, { type: ['OpenBadgeCredential'] }),
      'type',
      /VerifiableCredential/,
    ],
    [
      (copy) => Object.assign(copy, { '@context': 'https://www.w3.org/ns/credentials/v2' }),
      '@context',
      /array/,
    ],
    [
      (copy) =>
        Object.assign(copy, { credentialStatus: [copy.credentialStatus, copy.credentialStatus] }),
      'credentialStatus',
      /object/,
    ],
    [
      (copy) => {
        const subject = at(copy, 'credentialSubject')
        delete subject.id
        delete subject.identifier
      },
      'credentialSubject.id',
      /identifier/,
    ],
  ]
  for (const [change, field, detail] of table) {
    const problems = shapeProblems(altered(badge, change))
    t.match(problems.find((problem) => problem.field === field)?.detail, detail, field)
  }
})

t.test(
  'texts that no two programs agree on, and nulls, are refused wherever they stand',
  async (t) => {
    const badge = await signedBadge()
    const nul = altered(badge, (copy) =>
      Object.assign(at(copy, 'evidence', 0), { name: 'a\u0000' }),
    )
    t.strictSame(fieldsOf(nul), ['evidence.0.name'])
    const half = altered(badge, (copy) => Object.assign(copy, { name: '\udc00x' }))
    t.strictSame(fieldsOf(half), ['name'])
    const key = altered(badge, (copy) => Object.assign(copy, { 'a\ud800': 'x' }))
    t.strictSame(fieldsOf(key), [''])
    // JSON-LD drops a null before anything is signed, so that anybody could add one.
    const empty = altered(badge, (copy) => Object.assign(at(copy, 'proof', 0), { nonce: null }))
    t.strictSame(fieldsOf(empty), ['proof.0.nonce'])
  },
)

t.test('anything at all may be passed', async (t) => {
  let deep: unknown = 'x'
  for (let level = 0; level < 100_000; level += 1) deep = { parentOrg: deep }
  for (const value of [null, undefined, 7, 'x', [], {}, deep, { issuer: deep }, { type: [[]] }]) {
    t.ok(shapeProblems(value).length > 0)
  }
  fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(shapeProblems(value))))
})

t.test('credentials of the data model 1.1 are recognised', async (t) => {
  const credential = {
    '@context': [
      'https://www.w3.org/2018/credentials/v1',
      'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
    ],
    id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b11',
    type: ['VerifiableCredential'],
    issuer: 'did:web:a.example',
    issuanceDate: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'did:web:b.example' },
  }
  t.strictSame(shapeProblems(credential), [])
  const { issuanceDate: _, ...undated } = credential
  t.strictSame(fieldsOf(undated), ['issuanceDate'])
})

/** The JSON examples inside the pages of the specification. */
function specificationExamples(): [string, JsonObject][] {
  return [
    ...['basicOpenBadgeCredential', 'fullOpenBadge', 'achievementAlignmentCase'],
    ...['achievementAlignmentCe', 'skillAssertionCase', 'skillAssertionCtdl', 'endorsement'],
  ].map((name) => {
    const page = sharedText(`fixtures/1edtech-openbadges-specification/examples/${name}.html`)
    const json = /<pre[^>]*>([\s\S]*?)<\/pre/.exec(page)?.[1] ?? ''
    return [name, JSON.parse(json)]
  })
}

t.test('we agree with the official schema', needsShared(schemaFolder), async (t) => {
  const official = officialSchema('json-ld')

  t.test('on the samples of the 1EdTech validator', async (t) => {
    for (const [name, fields] of [
      ['simple', []],
      ['simple-err-expired', []],
      // No Open Badge by its type, so only a credential like any other; its unknown type fails later.
      ['simple-err-type', []],
      ['simple-noproof', ['credentialSubject.achievement']],
      // The official schema speaks of the data model 2.0 only; this one is of 1.1.
      ['simple_v1', []],
    ] as [string, string[]][]) {
      const sample = sharedJson(`fixtures/1edtech-validator-samples/ob30/${name}.json`)
      t.strictSame(fieldsOf(sample), fields, name)
    }
    t.ok(official(sharedJson('fixtures/1edtech-validator-samples/ob30/simple.json')))
    t.notOk(official(sharedJson('fixtures/1edtech-validator-samples/ob30/simple-noproof.json')))
  })

  t.test('on the examples of the specification', async (t) => {
    for (const [name, example] of specificationExamples()) {
      t.strictSame(shapeProblems(example), [], name)
      if (name !== 'endorsement') t.ok(official(example), name)
    }
  })

  t.test('on what other values do in each place of our documents', async (t) => {
    const full = specificationExamples().find(([name]) => name === 'fullOpenBadge')?.[1]
    // Where we are stricter than the official schema, by the text of the standards: the data model
    // wants absolute URLs and zoned times, value objects where a text has a language, and a type that
    // is one string must be the right one.
    const stricter =
      /^(issuer\.)?(name|description)$|^(@context|type|id|issuer|validFrom|validUntil|credentialStatus|credentialSubject|evidence)(\.\d+)?(\.(id|type))?$|(^|\.)(type|@context)$/
    const trials: [JsonObject, unknown[]][] = [
      [await signedBadge(), [undefined, 7, true, 'x', {}, [], [7], { en: 'x' }, { note: 'x' }]],
      [full ?? {}, [undefined, 7, { en: 7 }]],
    ]
    for (const [document, others] of trials) {
      for (const path of placesOf(document)) {
        for (const value of others) {
          const changed = replaced(document, path, value)
          // Without that type it is a credential like any other, held to the data model alone.
          if (!isOpenBadge(changed)) continue
          const field = path.join('.')
          const ours = shapeProblems(changed).length === 0
          const theirs = official(changed)
          if (ours === theirs || (theirs && stricter.test(field))) continue
          t.fail(`${field} = ${JSON.stringify(value)}: we say ${ours}, they say ${theirs}`)
        }
      }
    }
    t.pass('tried in every place')
  })
})

/** The paths of all members and elements of a document. */
function placesOf(document: unknown, path: string[] = []): string[][] {
  if (typeof document !== 'object' || document === null) return []
  return Object.entries(document).flatMap(([name, value]) => [
    [...path, name],
    ...placesOf(value, [...path, name]),
  ])
}

/** A copy with another value at a path, or without the member. */
function replaced(document: JsonObject, path: string[], value: unknown): JsonObject {
  return altered(document, (copy) => {
    const parent = at(copy, ...path.slice(0, -1))
    const name = path.at(-1) ?? ''
    if (value !== undefined) parent[name] = value
    else if (Array.isArray(parent)) parent.splice(Number(name), 1)
    else delete parent[name]
  })
}
