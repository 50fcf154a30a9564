import fc from 'fast-check'
import t from 'tap'
import { type JsonObject, openBadgeCredential, valuesOf } from '../../src/credentials/index.ts'
import { withProofs } from '../credentials/linked-proofs.ts'
import { award, keyIssuer } from '../credentials/samples.ts'
import { outcome, world } from './world.ts'

// Proof sets and proof chains (VC Data Integrity 1.0, sections 2.1.1, 2.1.2 and 4.7), each proof made by
// another library over the document with the proofs that it builds on.

const environment = await world()
const people = await Promise.all([1, 2, 3].map(keyIssuer))
const issuer = await keyIssuer(1)
const unsigned = openBadgeCredential(award(issuer.did, { status: undefined }))

type By = { by: number; id?: string; previous?: string | string[]; jcs?: boolean }

function chainOf(...links: By[]): Promise<JsonObject> {
  const keyed = links.map(({ by, ...link }) => ({ ...link, key: (people[by - 1] ?? issuer).key }))
  return withProofs(unsigned, keyed)
}

const told = (document: JsonObject) => outcome(document, environment)
const [a, b, c] = ['urn:proof:a', 'urn:proof:b', 'urn:proof:c']

for (const jcs of [false, true]) {
  t.test(jcs ? 'eddsa-jcs-2022' : 'eddsa-rdfc-2022', async (t) => {
    for (const [what, links] of [
      ['a set of the issuer', [{ by: 1 }, { by: 1 }]],
      [
        'a chain of two',
        [
          { by: 2, id: a },
          { by: 1, previous: a },
        ],
      ],
      [
        'a chain of three',
        [
          { by: 2, id: a },
          { by: 3, id: b, previous: a },
          { by: 1, previous: b },
        ],
      ],
      [
        'one over two',
        [
          { by: 2, id: a },
          { by: 3, id: b },
          { by: 1, previous: [a, b] },
        ],
      ],
      [
        'two over one',
        [
          { by: 1, id: a },
          { by: 2, previous: a },
          { by: 3, previous: [a] },
        ],
      ],
    ] as [string, By[]][]) {
      const chain = await chainOf(...links.map((link) => ({ ...link, jcs })))
      t.equal(await told(chain), 'valid', what)
      const proofs = valuesOf(chain.proof) as JsonObject[]
      t.equal(await told({ ...chain, proof: [...proofs].reverse() }), 'valid', 'in any order')
      for (const [at, proof] of proofs.entries()) {
        const bent = { ...proof, created: '2026-03-01T12:00:01Z' }
        const others = proofs.with(at, bent)
        t.match(await told({ ...chain, proof: others }), /^invalid proof/, `${what}: ${at} is bent`)
      }
    }
  })
}

t.test('what does not hold', async (t) => {
  const three = await chainOf(
    { by: 2, id: a },
    { by: 3, id: b, previous: a },
    { by: 1, previous: b },
  )
  const proofs = valuesOf(three.proof) as JsonObject[]
  const [first = {}, second = {}, third = {}] = proofs
  for (const [what, proof, code] of [
    ['the first link is missing', [second, third], 'proof previous-proof-missing'],
    ['the middle link is missing', [first, third], 'proof previous-proof-missing'],
    ['a link is there twice', [first, first, second, third], 'proof previous-proof-missing'],
    [
      'one that builds on itself',
      [{ ...first, previousProof: a }],
      'proof previous-proof-circular',
    ],
    [
      'two that build on each other',
      [{ ...first, previousProof: b }, second],
      'proof previous-proof-circular',
    ],
    ['the issuer’s link is missing', [first, second], 'issuer-key key-not-issuers'],
    [
      'another signed beside the issuer, not in a chain',
      valuesOf((await chainOf({ by: 1 }, { by: 2 })).proof),
      'issuer-key key-not-issuers',
    ],
    [
      'nobody of them is the issuer',
      valuesOf((await chainOf({ by: 2, id: a }, { by: 3, previous: a })).proof),
      'issuer-key key-not-issuers',
    ],
    [
      'another suite between',
      valuesOf((await chainOf({ by: 2, id: a }, { by: 1, previous: c })).proof),
      'proof previous-proof-missing',
    ],
  ] as [string, unknown, string][]) {
    t.equal(await told({ ...unsigned, proof }), `invalid ${code}`, what)
  }
})

t.test('however proofs refer to each other, the check ends with a verdict', async () => {
  const [proof] = valuesOf((await chainOf({ by: 1 })).proof) as JsonObject[]
  const ids = fc.constantFrom(a, b, c, 'urn:proof:d')
  const graph = fc.array(
    fc.record({
      id: fc.option(ids, { nil: undefined }),
      previousProof: fc.option(fc.oneof(ids, fc.array(ids, { maxLength: 4 })), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  await fc.assert(
    fc.asyncProperty(graph, async (members) => {
      const all = members.map((one) => JSON.parse(JSON.stringify({ ...proof, ...one })))
      const isPlain = members.every(({ previousProof, id }) => previousProof === undefined && !id)
      const verdict = await told({ ...unsigned, proof: all })
      return isPlain ? verdict === 'valid' : verdict.startsWith('invalid proof')
    }),
    { numRuns: 60 },
  )
})
