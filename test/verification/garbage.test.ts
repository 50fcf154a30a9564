import fc from 'fast-check'
import t from 'tap'
import { CREDENTIALS_V2 } from '../../src/credentials/index.ts'
import { checkNames, verifyCredential } from '../../src/verification/index.ts'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { altered, at, keyIssuer } from '../credentials/samples.ts'
import { badgeOf, checkOf, found, outcome, world } from './world.ts'

const environment = await world()
const badge = await badgeOf(await keyIssuer())

/** `levels` objects, each inside the one before. */
function nested(levels: number): unknown {
  let value: unknown = 'x'
  for (let level = 0; level < levels; level += 1) value = { parentOrg: value }
  return value
}

t.test('whatever is presented, the answer is a report that says invalid', async (t) => {
  for (const value of [null, undefined, true, 0, Number.NaN, 'x', '', [], [badge], {}, () => 1]) {
    const report = await verifyCredential(value, environment)
    t.equal(report.verdict, 'invalid')
    t.equal(report.checks.length, checkNames.length)
    t.equal(checkOf(report, 'validity')?.outcome, 'skipped')
  }
})

t.test('what is too large or too deep to be checked is refused at once', async (t) => {
  const tooMuch: [string, unknown][] = [
    ['depth', nested(10_000)],
    ['depth inside a member', { ...badge, issuer: nested(10_000) }],
    ['depth of arrays', { ...badge, issuer: JSON.parse(`${'['.repeat(9000)}${']'.repeat(9000)}`) }],
    ['a very long array', { ...badge, evidence: Array(1_000_000).fill(0) }],
    ['a long array', { ...badge, evidence: Array(1_001).fill('x') }],
    ['arrays in arrays', { ...badge, evidence: Array(40).fill(Array(40).fill('x')) }],
    ['many objects', { ...badge, evidence: Array.from({ length: 990 }, () => ({ type: {} })) }],
    ['many members', Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`m${n}`, n]))],
    ['long text', { ...badge, name: 'x'.repeat(5_000_000) }],
  ]
  for (const [what, document] of tooMuch) {
    t.equal(await outcome(document, environment), 'invalid shape too-complex', what)
  }
  const circle: { self?: unknown } = {}
  circle.self = circle
  t.equal(await outcome(circle, environment), 'invalid shape too-complex', 'a circle')
})

t.test(
  'look-alike blank nodes, which are costly to tell apart, are refused in bounded work',
  async (t) => {
    // A complete graph of nameless nodes: naive canonicalisation tries every order of them.
    const ids = Array.from({ length: 12 }, (_, n) => `_:b${n}`)
    const subjects = ids.map((id) => ({
      type: ['AchievementSubject'],
      achievement: { id, type: ['Achievement'], related: ids.map((id) => ({ id })) },
    }))
    const poison = { ...badge, type: ['VerifiableCredential'], credentialSubject: subjects }
    t.equal(await outcome(poison, environment), 'invalid proof too-complex')
  },
)

t.test('a member of any kind in any place never breaks it', async (t) => {
  const places = ['@context', 'id', 'type', 'issuer', 'credentialSubject', 'proof', 'validFrom']
  const more = ['credentialStatus', 'evidence', 'name', 'image', '__proto__', 'constructor']
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places, ...more), fc.jsonValue(), async (name, value) => {
      // Through JSON, as documents come: there `__proto__` is a member like any other.
      const document = JSON.parse(
        JSON.stringify({ ...badge, place: value }).replace('"place":', `${JSON.stringify(name)}:`),
      )
      return (await verifyCredential(document, environment)).verdict === 'invalid'
    }),
    { numRuns: 300 },
  )
  t.pass()
})

t.test('an environment that answers nonsense never breaks it', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (nonsense) => {
      const strange = {
        ...environment,
        load: async () => found(nonsense),
        resolveDid: async () => ({ document: nonsense }),
      }
      const stranger = { ...environment, load: async () => nonsense as never }
      const verdicts = [strange, stranger].map((other) => verifyCredential(badge, other))
      return (await Promise.all(verdicts)).every(({ verdict }) => verdict !== 'valid')
    }),
  )
  t.pass()
})

t.test('an environment that throws at once never breaks it', async (t) => {
  const boom = () => {
    throw new Error('boom')
  }
  const report = await verifyCredential(badge, { ...environment, load: boom })
  t.equal(report.verdict, 'inconclusive')
})

t.test('proof members of any kind never break it', async (t) => {
  const names = Object.keys(at(badge, 'proof', 0))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.jsonValue(), async (name, value) => {
      const document = altered(badge, (copy) =>
        Object.assign(at(copy, 'proof', 0), { [name]: value }),
      )
      return (await verifyCredential(document, environment)).verdict === 'invalid'
    }),
    { numRuns: 200 },
  )
  t.pass()
})

t.test(
  'a number that is beyond all numbers is refused, whatever would be done with it',
  async (t) => {
    // JSON.parse makes Infinity of it, which is no JSON: one library throws, the next writes null.
    const endless = JSON.parse('1e400')
    for (const suite of ['eddsa-rdfc-2022', 'eddsa-jcs-2022'] as const) {
      const issuer = await foreignIssuer(suite)
      const signed = await issuer.sign({
        '@context': [CREDENTIALS_V2],
        type: ['VerifiableCredential'],
        issuer: issuer.did,
        credentialSubject: { id: 'urn:uuid:1', name: 'Ada' },
      })
      t.equal(await outcome(signed, environment), 'valid', suite)
      for (const bent of [
        { ...signed, mediaType: endless },
        { ...signed, credentialSubject: { id: 'urn:uuid:1', name: 'Ada', description: [endless] } },
      ]) {
        t.equal(await outcome(bent, environment), 'invalid shape too-complex', suite)
      }
    }
  },
)
