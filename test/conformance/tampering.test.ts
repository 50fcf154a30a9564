// One character changed, anywhere in a signed credential: whoever asks is told that it is invalid.
import fc from 'fast-check'
import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { type Service, startService } from '../support/service.ts'
import {
  type Path,
  placesIn,
  valueAt,
  withMembers,
  withValueAt,
} from '../support/tampering/index.ts'
import { loopbackOnly } from './loopback-only.ts'
import { awardEverything, identities, proofSuites } from './variants.ts'

const drawn = {
  numRuns: Number(process.env.WAYMARK_TEST_COUNT ?? 40),
  ...(process.env.WAYMARK_TEST_SEED && { seed: Number(process.env.WAYMARK_TEST_SEED) }),
}

/** A place in a document that can be changed: the value there, or the name of the member. */
type Place = { path: Path; what: 'value' | 'name' }

/** Every leaf and every member name of a document. */
function changeableIn(document: JsonObject): Place[] {
  return [...placesIn(document)].flatMap(({ path, value }): Place[] => [
    ...(typeof path.at(-1) === 'string' ? [{ path, what: 'name' as const }] : []),
    ...(typeof value === 'object' ? [] : [{ path, what: 'value' as const }]),
  ])
}

/** A change of one character; `at` is taken modulo the number of places for it. */
type Change = { kind: 'replace' | 'insert' | 'delete' | 'case'; at: number; character: string }

const anyChange: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('replace', 'insert', 'delete', 'case'),
  at: fc.nat(10_000),
  // What means something in JSON-LD, IRIs, dates and base58 is tried more often.
  character: fc.oneof(
    fc.constantFrom('@', ':', '#', '/', '.', ' ', '0', '1', 'z', 'Z', '-', '%', '\n', '\u0000'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
})

/** The text with one character more, less or other than before, and never the same. */
function changed(text: string, { kind, at, character }: Change): string {
  const characters = [...text]
  const index = at % Math.max(characters.length, 1)
  const present = characters[index] ?? ''
  if (kind === 'insert' || present === '') return characters.toSpliced(index, 0, character).join('')
  if (kind === 'delete') return characters.toSpliced(index, 1).join('')
  const upper = present.toUpperCase()
  const other = upper === present ? present.toLowerCase() : upper
  const replacement = kind === 'case' ? other : character
  return characters
    .with(index, replacement === present ? (present === 'a' ? 'b' : 'a') : replacement)
    .join('')
}

/** A copy of the document with the change made at the place. */
function tampered(document: JsonObject, { path, what }: Place, change: Change): unknown {
  if (what === 'value') {
    const value = valueAt(document, path)
    const other = typeof value === 'string' ? changed(value, change) : !value
    return withValueAt(document, path, other)
  }
  const holder = path.slice(0, -1)
  const members = Object.entries(valueAt(document, holder) as JsonObject)
  const renamed = members.map(([member, value]): [string, unknown] => [
    member === path.at(-1) ? changed(member, change) : member,
    value,
  ])
  return withValueAt(document, holder, withMembers(renamed))
}

async function verdictOn(service: Service, credential: unknown) {
  const { status, body } = await service.as(null).post('/v1/verify', { credential })
  return status === 200 ? body.verdict : `${status}: ${JSON.stringify(body)}`
}

for (const [method, env] of Object.entries(identities)) {
  t.test(`a credential of an issuer with a ${method}`, async (t) => {
    // A changed did:web names a stranger, whom the verifier would ask.
    loopbackOnly(t)
    const service = await startService(t, { env })
    for (const [suite, suites] of Object.entries(proofSuites)) {
      const { credential } = await awardEverything(service, suites)
      const places = changeableIn(credential)
      const leaves = places.filter(({ what }) => what === 'value')

      t.test(`with ${suite} is valid as it is`, async (t) => {
        t.equal(await verdictOn(service, credential), 'valid')
        const names = leaves.map(({ path }) => path.join('.'))
        for (const name of [
          '@context.0',
          'credentialSubject.achievement.name',
          'proof.0.created',
        ]) {
          t.ok(names.includes(name), `${name} is among the ${leaves.length} leaves`)
        }
      })

      t.test(`with ${suite} is invalid with one character changed in any leaf`, async (t) => {
        const changes = fc.sample(anyChange, { ...drawn, numRuns: leaves.length })
        for (const [number, leaf] of leaves.entries()) {
          const change = changes[number] as Change
          const verdict = await verdictOn(service, tampered(credential, leaf, change))
          t.equal(verdict, 'invalid', `${leaf.path.join('.')} ${JSON.stringify(change)}`)
        }
      })

      t.test(`with ${suite} is invalid when a proof names a key out of reach`, async (t) => {
        for (const index of suites.keys()) {
          for (const key of [
            'did:kez:z6Mk#z6Mk',
            'did:web:elsewhere.example.com#key-1',
            '#key-1',
          ]) {
            const copy = structuredClone(credential) as { proof: JsonObject[] }
            Object.assign(copy.proof[index] as JsonObject, { verificationMethod: key })
            t.equal(await verdictOn(service, copy), 'invalid', `proof ${index}: ${key}`)
          }
        }
      })

      t.test(`with ${suite} is invalid with any such change, in names too`, async (t) => {
        const anyPlace = fc.constantFrom(...places)
        await fc.assert(
          fc.asyncProperty(anyPlace, anyChange, async (place, change) => {
            const verdict = await verdictOn(service, tampered(credential, place, change))
            if (verdict !== 'invalid') throw new Error(`The verdict is ${verdict}.`)
          }),
          drawn,
        )
        t.pass(`${drawn.numRuns} changes`)
      })
    }
  })
}
