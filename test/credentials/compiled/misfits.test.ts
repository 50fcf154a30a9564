import t from 'tap'
import { CREDENTIALS_V2, type JsonObject, OPEN_BADGES_V3 } from '../../../src/credentials/index.ts'
import { at, keyIssuer } from '../samples.ts'
import { agrees } from './agreement.ts'
import { awarded } from './numbered-awards.ts'

const { did } = await keyIssuer()
const numbers = [1, 2, 3, 4]
const achievement = (copy: JsonObject) => at(copy, 'credentialSubject', 'achievement')

t.test('ordinary awards are compiled for at the first, and carried from the second', async (t) => {
  const ways = await agrees(
    t,
    numbers.map((number) => awarded(number)),
  )
  t.strictSame(ways, ['first-of-shape', 'carried', 'carried', 'carried'])
})

t.test('coinciding-ids: two nodes of one id are one node', async (t) => {
  const ways = await agrees(t, [
    awarded(1),
    awarded(2),
    awarded(3, (copy) => Object.assign(at(copy, 'evidence', 0), { id: copy.id })),
    awarded(4, (copy) => Object.assign(at(copy, 'evidence', 0), { id: did })),
    awarded(5),
  ])
  t.strictSame(ways.slice(1), ['carried', 'coinciding-ids', 'coinciding-ids', 'carried'])
})

t.test('duplicate-values: a node has a value once', async (t) => {
  const tagged = (number: number, tag: unknown[]) =>
    awarded(number, (copy) => Object.assign(achievement(copy), { tag }))
  const direction = (number: number, first: string, second: string) =>
    tagged(number, [
      { '@value': first, '@language': 'ar', '@direction': 'rtl' },
      { '@value': second, '@language': 'ar', '@direction': 'ltr' },
    ])
  t.strictSame(
    await agrees(t, [tagged(1, ['a', 'b']), tagged(2, ['c', 'c']), tagged(3, ['d', 'e'])]),
    ['first-of-shape', 'duplicate-values', 'carried'],
  )
  const ways = await agrees(t, [direction(1, 'a', 'b'), direction(2, 'c', 'c')])
  t.equal(ways[1], 'duplicate-values', 'whatever its direction')
})

t.test('tie: blank nodes that look alike are told apart by the library', async (t) => {
  const twice = (number: number, first: string, second: string) =>
    awarded(number, (copy) => {
      copy.evidence = [first, second].map((name) => ({ type: ['Evidence'], name }))
    })
  const ways = await agrees(t, [twice(1, 'a', 'b'), twice(2, 'c', 'c'), twice(3, 'd', 'e')])
  t.strictSame(ways, ['first-of-shape', 'tie', 'carried'])
})

t.test('values that were equal in one document need not be in the next', async (t) => {
  const named = (number: number, name: string, description: string) =>
    awarded(number, (copy) => Object.assign(copy, { name, description }))
  const ways = await agrees(t, [
    named(1, 'a', 'a'),
    named(2, 'b', 'c'),
    named(3, 'd', 'd'),
    named(4, '', ''),
    named(5, 'Profile', 'https://a.example/x'),
  ])
  t.strictSame(ways.slice(1, 4), ['carried', 'carried', 'carried'])
})

t.test(
  'documents whose equal values merge nodes are compiled for when they come again',
  async (t) => {
    const endorsed = (number: number, comment: string, subject?: string) =>
      awarded(number, (copy) => {
        copy.endorsement = [
          {
            '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
            id: `https://badges.example/endorsements/${number}`,
            type: ['VerifiableCredential', 'EndorsementCredential'],
            issuer: { id: did, type: ['Profile'], name: 'Harbour Library' },
            validFrom: '2026-01-01T00:00:00Z',
            credentialSubject: {
              id: subject ?? achievement(copy).id,
              type: ['EndorsementSubject'],
              endorsementComment: comment,
            },
            proof: {
              type: 'DataIntegrityProof',
              created: `2026-01-01T00:00:0${number}Z`,
              verificationMethod: `${did}#key-${number}`,
              cryptosuite: 'eddsa-rdfc-2022',
              proofPurpose: 'assertionMethod',
              proofValue: `z${number}`,
            },
          },
        ]
      })
    const ways = await agrees(t, [
      endorsed(1, 'Good'),
      endorsed(2, 'Fine'),
      endorsed(3, 'Great'),
      endorsed(4, 'Superb'),
      endorsed(5, 'Splendid'),
      endorsed(6, 'Alone', 'https://badges.example/other'),
      endorsed(7, 'Told a story to people who wanted to hear it.'),
      endorsed(8, 'Once more'),
    ])
    t.strictSame(ways.slice(3, 5), ['carried', 'carried'])
    t.not(ways[5], 'carried', 'but not where other values are equal')
    t.not(ways[6], 'carried')
    t.equal(ways[7], 'carried')

    const named = [1, 2, 3, 4, 5].map((number) => {
      const { description: _, ...document } = endorsed(number, `Comment ${number}`)
      // What the proof of the endorsement, which comes before, has as a term of a vocabulary.
      return { ...document, description: 'assertionMethod' }
    })
    t.equal((await agrees(t, named))[4], 'carried', 'nor where text is equal to a constant')
  },
)
