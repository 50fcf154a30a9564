import { type JsonObject, OPEN_BADGES_V3 } from '../../src/credentials/index.ts'
import { altered, at, signedBadge } from '../credentials/samples.ts'

/** Something that a stranger sends to keep a verifier busy, and how it may be answered. */
export type Attack = { name: string; text: string; codes: string[] }

const badge = await signedBadge()
const many = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, number) => make(number))

/** A badge with something done to it; it still says who signed it, so that it has to be hashed. */
function attack(
  name: string,
  codes: string[],
  change: (copy: JsonObject, achievement: JsonObject) => unknown,
): Attack {
  const document = altered(badge, (copy) => {
    change(copy, at(copy, 'credentialSubject', 'achievement'))
  })
  return { name, text: JSON.stringify(document), codes }
}

/** An endorsement inside of a badge: a graph of its own, in which nodes of the badge may stand. */
function endorsement(number: number, more: JsonObject): JsonObject {
  return {
    '@context': badge['@context'],
    id: `urn:endorsement:${number}`,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'Endorsement',
    issuer: { id: 'did:web:a.example', type: ['Profile'] },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'urn:subject', type: ['EndorsementSubject'] },
    ...more,
  }
}

const refused = ['too-complex', 'malformed']
const hashed = ['invalid-signature', ...refused]

/** A badge with something nested so deep that whoever calls himself for each level runs out of stack. */
function nested(name: string, depth: number, [open, close]: [string, string]): Attack {
  const { text, codes } = attack(name, ['invalid-request', 'too-complex'], (copy) => {
    copy.evidence = 'core'
  })
  const value = `${open.repeat(depth)}"core"${close.repeat(depth)}`
  return { name, text: text.replace('"evidence":"core"', () => `"evidence":${value}`), codes }
}

/** Blank nodes each of which knows all others: RDFC-1.0 tries all of their orders. */
export const clique = (size: number): Attack =>
  attack(`a clique of ${size} blank nodes`, ['too-complex'], (_copy, achievement) => {
    achievement.related = many(size, (one) => ({
      id: `_:n${one}`,
      type: ['Related', 'Achievement'],
      related: many(size, (other) => ({ id: `_:n${other}`, type: ['Related'] })).filter(
        (_, other) => other !== one,
      ),
    }))
  })

/** A corpus of attacks on canonicalisation and on all that comes before it. */
export const attacks: Attack[] = [
  clique(5),
  clique(20),
  attack('a ring of blank nodes', hashed, (_copy, achievement) => {
    achievement.related = many(300, (one) => ({
      id: `_:n${one}`,
      type: ['Related', 'Achievement'],
      related: [{ id: `_:n${(one + 1) % 300}`, type: ['Related'] }],
    }))
  }),
  attack('blank nodes that look alike', hashed, (copy) => {
    copy.evidence = many(900, () => ({ type: ['Evidence'], name: 'The same' }))
  }),
  attack('trees of blank nodes that look alike', hashed, (_copy, achievement) => {
    const type = ['Related', 'Achievement']
    const related = many(9, () => ({ type, name: 'Inner' }))
    achievement.related = many(90, () => ({ type, name: 'Outer', related }))
  }),
  attack('one blank node in many graphs', hashed, (_copy, achievement) => {
    const issuer = { id: '_:issuer', type: ['Profile'], image: { id: '_:image', type: 'Image' } }
    achievement.endorsement = many(25, (number) => endorsement(number, { issuer }))
  }),
  attack('one blank proof in many graphs', hashed, (_copy, achievement) => {
    const proof = {
      ...{ id: '_:proof', type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022' },
      ...{ proofPurpose: 'assertionMethod', verificationMethod: '_:key', proofValue: 'z' },
    }
    achievement.endorsement = many(25, (number) => endorsement(number, { proof }))
  }),
  attack('a long id, said again in each statement', hashed, (_copy, achievement) => {
    achievement.id = `https://a.example/${'x'.repeat(500_000)}`
    achievement.tag = many(900, String)
  }),
  attack('one node in many places, with ever more values', hashed, (_copy, achievement) => {
    const type = ['Related', 'Achievement']
    achievement.related = many(18, (place) => ({
      ...{ id: 'https://a.example/achievement', type },
      tag: many(990, (number) => `${place} ${number}`),
    }))
  }),
  attack('types in ever new orders', hashed, (copy) => {
    const types = ['Achievement', 'Alignment', 'Image', 'Profile', 'Related', 'Address', 'Evidence']
    copy.evidence = many(900, (number) => ({
      id: `urn:evidence:${number}`,
      type: ['Evidence', ...many(1 + (number % 17), (at) => types[(number * at) % 7] ?? '')],
    }))
  }),
  attack('a type many times', hashed, (copy) => {
    copy.type = [...(copy.type as string[]), ...many(900, () => 'VerifiableCredential')]
  }),
  attack('a context many times', hashed, (copy) => {
    copy['@context'] = [...(copy['@context'] as string[]), ...many(900, () => OPEN_BADGES_V3)]
  }),
  attack('contexts of its own in many places', refused, (_copy, achievement) => {
    achievement.endorsement = many(300, (number) => endorsement(number, {}))
  }),
  attack('a context of its own with thousands of terms', ['inline-context', ...hashed], (copy) => {
    const terms = Object.fromEntries(many(9_000, (at) => [`term${at}`, `https://a.example/${at}`]))
    copy['@context'] = [...(copy['@context'] as string[]), terms]
    for (const term of Object.keys(terms)) copy[term] = 'value'
  }),
  nested('nested nodes', 20_000, ['{"type":["Evidence"],"evidence":', '}']),
  nested('nested arrays', 450_000, ['[', ']']),
  attack('thousands of nodes', refused, (copy) => {
    copy.evidence = many(9_000, (number) => ({ id: `urn:evidence:${number}`, type: ['Evidence'] }))
  }),
  attack('thousands of members', ['undefined-term', ...refused], (copy) => {
    for (let number = 0; number < 19_000; number += 1) copy[`member${number}`] = number
  }),
  attack('a long text', hashed, (copy) => {
    copy.description = '\u0000"'.repeat(130_000)
  }),
  attack('a long name of a member', ['undefined-term', ...refused], (copy) => {
    copy['x'.repeat(900_000)] = 'value'
  }),
  attack('a long time', ['malformed'], (copy) => {
    copy.validFrom = `2026-01-01T00:00:00.${'0'.repeat(900_000)}x`
  }),
  attack('a long address', ['malformed', 'invalid-signature'], (_copy, achievement) => {
    at(achievement, 'criteria').id = `https://${'a.'.repeat(400_000)}`
  }),
  attack('a long value of the proof', ['malformed-proof', 'malformed'], (copy) => {
    at(copy, 'proof', 0).proofValue = `z${'2'.repeat(900_000)}`
  }),
  attack('a long name of the key', ['malformed-did', 'key-not-found', 'malformed'], (copy) => {
    at(copy, 'proof', 0).verificationMethod = `did:key:z${'6'.repeat(900_000)}`
  }),
]
