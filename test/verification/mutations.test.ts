import fc from 'fast-check'
import t from 'tap'
import { isObject, type JsonObject } from '../../src/credentials/index.ts'
import { verifyCredential } from '../../src/verification/index.ts'
import { altered, at, keyIssuer } from '../credentials/samples.ts'
import { badgeOf, world } from './world.ts'

type Path = (string | number)[]

/** The paths of all values of a document that are neither objects nor arrays. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => leavesOf(one, [...path, index]))
  if (!isObject(value)) return [path]
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, [...path, name]))
}

/** The paths of all objects of a document, itself included. */
function objectsOf(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => objectsOf(one, [...path, index]))
  if (!isObject(value)) return []
  const inner = Object.entries(value).flatMap(([name, one]) => objectsOf(one, [...path, name]))
  return [path, ...inner]
}

function withValue(
  document: JsonObject,
  path: Path,
  change: (value: unknown) => unknown,
): JsonObject {
  return altered(document, (copy) => {
    const parent = at(copy, ...path.slice(0, -1))
    const name = path.at(-1) ?? ''
    parent[name] = change(parent[name])
  })
}

const insert = (text: string, place: number, other: string) =>
  text.slice(0, place) + other + text.slice(place)
const remove = (text: string, place: number) => text.slice(0, place) + text.slice(place + 1)
const replace = (text: string, place: number, other: string) => {
  const put = text[place] === other ? (other === 'x' ? 'y' : 'x') : other
  return text.slice(0, place) + put + text.slice(place + 1)
}

const issuer = await keyIssuer()
const environment = await world()
const badges = [
  await badgeOf(issuer),
  await badgeOf(issuer, {}, ['eddsa-rdfc-2022', 'Ed25519Signature2020']),
]

async function stillValid(document: JsonObject): Promise<boolean> {
  return (await verifyCredential(document, environment)).verdict !== 'invalid'
}

t.test('the badges are valid as they are', async (t) => {
  for (const badge of badges) t.ok(await stillValid(badge))
})

for (const [number, badge] of badges.entries()) {
  t.test(`badge ${number + 1}: one character changed in any leaf makes it invalid`, async (t) => {
    for (const path of leavesOf(badge)) {
      const value = at(badge, ...path) as unknown
      const changes: unknown[] = []
      if (typeof value === 'string') {
        const middle = value.length >> 1
        changes.push(replace(value, value.length - 1, '2'), remove(value, middle))
        if (number === 0) changes.push(insert(value, value.length, 'x'), replace(value, 0, 'X'))
      } else if (typeof value === 'boolean') changes.push(!value, String(value))
      else t.fail(`a leaf of another kind: ${path.join('.')}`)
      for (const changed of changes) {
        const document = withValue(badge, path, () => changed)
        if (await stillValid(document)) t.fail(`${path.join('.')} = ${JSON.stringify(changed)}`)
      }
    }
    t.pass(`${leavesOf(badge).length} leaves`)
  })
}

t.test('any character, anywhere in any leaf', async () => {
  const leaves = badges.flatMap((badge) =>
    leavesOf(badge)
      .filter((path) => typeof (at(badge, ...path) as unknown) === 'string')
      .map((path) => ({ badge, path })),
  )
  const change = fc.record({
    leaf: fc.constantFrom(...leaves),
    kind: fc.constantFrom(insert, remove, replace),
    place: fc.nat(),
    other: fc.oneof(
      fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
      fc.constantFrom(' ', '\n', 'é', '/', '#', '0'),
    ),
  })
  await fc.assert(
    fc.asyncProperty(change, async ({ leaf, kind, place, other }) => {
      const text = String(at(leaf.badge, ...leaf.path))
      const changed = kind(text, place % text.length, other)
      return (
        changed === text || !(await stillValid(withValue(leaf.badge, leaf.path, () => changed)))
      )
    }),
    { numRuns: 150 },
  )
})

t.test('a member more, in any object, makes it invalid', async (t) => {
  const [badge = {}] = badges
  // One that no context defines; some that are defined here or there; a null, which JSON-LD drops.
  const more: [string, unknown][] = [
    ['colour', 'red'],
    ['description', 'Another.'],
    ['validUntil', '2099-01-01T00:00:00Z'],
    ['https://schema.org/name', 'Another'],
    ['@language', 'en'],
    ['@context', 'https://www.w3.org/ns/credentials/v2'],
    ['note', null],
  ]
  for (const path of objectsOf(badge)) {
    for (const [name, value] of more) {
      if (Object.hasOwn(at(badge, ...path), name)) continue
      const document = altered(badge, (copy) => Object.assign(at(copy, ...path), { [name]: value }))
      if (await stillValid(document)) t.fail(`${[...path, name].join('.')} = ${value}`)
    }
  }
  t.pass('tried in every object')
})

t.test('a member less, in any object, makes it invalid', async (t) => {
  const [badge = {}] = badges
  for (const path of objectsOf(badge)) {
    for (const name of Object.keys(at(badge, ...path))) {
      const document = altered(badge, (copy) => delete at(copy, ...path)[name])
      if (await stillValid(document)) t.fail([...path, name].join('.'))
    }
  }
  t.pass('tried in every object')
})

t.test('what the standard says does not matter, does not', async (t) => {
  const [badge = {}, both = {}] = badges
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (!isObject(value)) return value
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
    return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one)]))
  }
  const achievement = (copy: JsonObject) => at(copy, 'credentialSubject', 'achievement')
  const same: [string, JsonObject][] = [
    ['the order of members', sorted(badge) as JsonObject],
    ['the order of a set', altered(badge, (copy) => (achievement(copy).tag as string[]).reverse())],
    [
      'one value said twice in a set',
      altered(badge, (copy) => (achievement(copy).tag as string[]).push('stories')),
    ],
    [
      'a set of one without its brackets',
      altered(badge, (copy) => Object.assign(at(copy, 'issuer'), { type: 'Profile' })),
    ],
    ['an empty set', altered(badge, (copy) => Object.assign(copy, { termsOfUse: [] }))],
    [
      'the order of proofs that do not build on each other',
      altered(both, (copy) => (copy.proof as unknown[]).reverse()),
    ],
  ]
  for (const [what, document] of same) t.ok(await stillValid(document), what)
})
