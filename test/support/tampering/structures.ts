import { isObject, type JsonObject } from '../../../src/credentials/index.ts'
import { type Change, wrappings } from './leaves.ts'
import { withMembers } from './places.ts'

/** Members that stand in no document as they are, in one or several values. */
const additions: [string, unknown][] = [
  ['colour', 'red'],
  ['name', 'Another'],
  ['description', 'Another.'],
  ['narrative', 'Another.'],
  ['image', { id: 'https://a.example/i.png', type: 'Image' }],
  ['validFrom', '2001-01-01T00:00:00Z'],
  ['validUntil', '2099-01-01T00:00:00Z'],
  ['expirationDate', '2099-01-01T00:00:00Z'],
  ['expires', '2099-01-01T00:00:00Z'],
  ['credentialStatus', { id: 'urn:x:s', type: 'BitstringStatusListEntry' }],
  ['credentialSubject', { id: 'urn:x:y' }],
  ['proof', { type: 'DataIntegrityProof' }],
  ['previousProof', 'urn:x:y'],
  ['id', 'urn:x:y'],
  ['id', '_:b7'],
  ['@id', 'urn:x:y'],
  ['type', 'Achievement'],
  ['@type', 'Achievement'],
  ['@context', []],
  ['@context', {}],
  ['@context', null],
  ['@context', 'https://www.w3.org/ns/credentials/v2'],
  ['@context', { name: 'https://a.example/name' }],
  ['@graph', []],
  ['@graph', [{ id: 'urn:x:y', name: 'Another' }]],
  ['@included', []],
  ['@included', [{ id: 'urn:x:y', type: ['Achievement'] }]],
  ['@reverse', {}],
  ['@reverse', { issuer: { id: 'urn:x:y' } }],
  ['@nest', {}],
  ['@nest', { name: 'Another' }],
  ['@index', '1'],
  ['@language', 'en'],
  ['@direction', 'ltr'],
  ['@value', 'x'],
  ['@list', []],
  ['@set', []],
  ['@version', 1.1],
  ['@base', 'https://a.example/'],
  ['@vocab', 'https://a.example/'],
  ['@import', 'https://www.w3.org/ns/credentials/v2'],
  ['@propagate', true],
  ['@none', 'x'],
  ['@unheard', 'x'],
  ['https://schema.org/name', 'Another'],
  ['https://www.w3.org/2018/credentials#validUntil', '2099-01-01T00:00:00Z'],
  ['_:b0', 'x'],
  ['note', null],
  ['', 'x'],
  ['__proto__', { name: 'Another' }],
  ['constructor', { name: 'Another' }],
  ['toString', 'x'],
  ['termsOfUse', []],
  ['tag', []],
]

type Member = [string, unknown]

/** Everything that can be done to one member of an object, by its place. */
function memberChanges(
  members: Member[],
  at: number,
  irisOf: (term: string) => string[],
): Change[] {
  const [name, value] = members[at] as Member
  const others = members.toSpliced(at, 1)
  const renamed = (to: string): Change => [
    `"${name}" called ${to}`,
    withMembers(members.with(at, [to, value])),
  ]
  const next = members[(at + 1) % members.length] as Member
  const swapped = members
    .with(at, [name, next[1]])
    .with((at + 1) % members.length, [next[0], value])
  const keyword = name.startsWith('@') ? name.slice(1) : `@${name}`
  const upper = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
  return [
    [`without "${name}"`, withMembers(others)],
    ...[`${name}x`, `${name} `, upper, keyword, ...irisOf(name)].map(renamed),
    [`"${name}" in a nest`, withMembers([...others, ['@nest', { [name]: value }]])],
    [`"${name}" turned round`, withMembers([...others, ['@reverse', { [name]: value }]])],
    ...(typeof next[1] === typeof value && next[1] !== value
      ? [[`"${name}" and "${next[0]}" exchanged`, withMembers(swapped)] as Change]
      : []),
  ]
}

/** The object's own statements moved to another object of the same id, wherever JSON-LD allows one. */
function moves(object: JsonObject): Change[] {
  const { '@context': _, id = '_:b8', type, ...said } = object
  return Object.entries(said).map(([name, value]): Change => {
    const { [name]: _, ...rest } = object
    return [`"${name}" said in a block`, { ...rest, id, '@included': [{ id, [name]: value }] }]
  })
}

/** Other objects where an object stands: more, less, in another form. */
export function objectChanges(object: JsonObject, irisOf: (term: string) => string[]): Change[] {
  const members = Object.entries(object)
  const added = additions.filter(([name]) => !Object.hasOwn(object, name))
  return [
    ...added.map(([name, value]): Change => {
      const shown = JSON.stringify(value)
      return [`more: "${name}" ${shown}`, withMembers([...members, [name, value]])]
    }),
    ...members.flatMap((_, at) => memberChanges(members, at, irisOf)),
    ...moves(object),
    ['its members in another order', withMembers(members.toReversed())],
    ['nothing in it', {}],
    ['its id alone', object.id ?? 'x'],
    ['as text', JSON.stringify(object)],
    ['null', null],
    ...wrappings(object),
  ]
}

/** Other arrays where an array stands: in another order, with more or fewer in it. */
export function arrayChanges(array: readonly unknown[]): Change[] {
  const [first] = array
  return [
    ...(array.length > 1
      ? ([
          ['in reverse', [...array].reverse()],
          ['turned by one', [...array.slice(1), first]],
        ] as Change[])
      : ([['without brackets', first]] as Change[])),
    ...array.flatMap((one, at): Change[] => [
      [`without number ${at}`, array.toSpliced(at, 1)],
      [`number ${at} twice`, array.toSpliced(at, 0, one)],
      [`number ${at} null`, array.with(at, null)],
    ]),
    ['one more', [...array, isObject(first) ? { ...first, id: 'urn:x:y' } : 'x']],
    ['nothing in it', []],
    ['null', null],
    ['its first in brackets', [[first], ...array.slice(1)]],
    ['all in brackets', [array]],
    ['as a @set', { '@set': array }],
    ['as a @list', { '@list': array }],
    ['as an object', { ...array }],
  ]
}
