import fc from 'fast-check'
import { isObject, type JsonObject } from '../../../src/credentials/index.ts'
import { allMembers, allTypes } from '../random-documents.ts'
import { anyText, inScheme, oddIri, plainIri, sharedIri } from './random-values.ts'

/** Values that try to be something else than they look, by the kind that a shape takes them for. */
const pretending = fc.oneof(
  { weight: 6, arbitrary: anyText },
  { weight: 4, arbitrary: oddIri },
  { weight: 3, arbitrary: fc.constantFrom(...allTypes, ...allMembers) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...['@id', '@type', '@value', '@json', '@none', '@list', '@vocab', '@context', '@nest'],
      ...['_:a', '_:b0', '_:c14n0', '_:z', ':', '::', 'a:', 'a:b', 'xsd:date', 'schema:name'],
      ...['https:', 'https:/', 'https://', 'http:a', 'did:', 'urn:', 'URN:a', 'Did:web:a', 'ex:a'],
      ...[
        './a',
        '../a',
        '?q',
        '#f',
        '//a.example/',
        'a/b',
        '/',
        '.',
        '',
        ' ',
        'en',
        'de-AT',
        'x y',
      ],
      ...['1', '1.0', '1E0', 'true', 'null', 'NaN', 'INF', '2026-01-01', '2026-01-01T00:00:00Z'],
    ),
  },
)
const iri = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(plainIri, fc.nat(4)).map(([one, to]) => inScheme(one, to)) },
  { weight: 3, arbitrary: sharedIri },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...[
        'https://a.example/%20',
        'https://a.example/a#b#c',
        'https://a.example/?a=b&c',
        'did:a:b',
      ],
      ...[
        'https://www.w3.org/2018/credentials#VerifiableCredential',
        'https://a.example/~!$()*+,;',
      ],
      ...[
        'http://www.w3.org/2001/XMLSchema#string',
        'http://www.w3.org/1999/02/22-rdf-syntax-ns#nil',
      ],
      ...[
        'http://www.w3.org/1999/02/22-rdf-syntax-ns#first',
        'urn:a:\u0000',
        'urn:a:b c',
        'urn:a:ü',
      ],
      ...[
        'https://a.example/[1]',
        'https://a.example/{1}',
        'https://a.example/\\',
        'did:a:b#c',
        'urn:',
      ],
      ...[
        'https://a.example/"',
        "https://a.example/'",
        'https://a.example/<',
        'https://A.example:443/',
      ],
      ...['https://a.example/a/../b', 'https://a.example', 'https:///', 'https://a.example/\u007f'],
    ),
  },
)

/** How one string of a document is replaced: the same, another, or what stands elsewhere in it. */
type Replacement = { keep: true } | { value: string } | { copyOf: number }

const replacement = (kept: number): fc.Arbitrary<Replacement> =>
  fc.oneof(
    { weight: kept, arbitrary: fc.constant({ keep: true as const }) },
    { weight: 3, arbitrary: pretending.map((value) => ({ value })) },
    { weight: 3, arbitrary: iri.map((value) => ({ value })) },
    { weight: 2, arbitrary: fc.nat().map((copyOf) => ({ copyOf })) },
  )

/** Replacements for the strings of a document, from nearly all of them to one or two. */
export const replacements = fc
  .constantFrom(2, 20, 100)
  .chain((kept) => fc.array(replacement(kept), { minLength: 60, maxLength: 60 }))

function isValue(name: string): boolean {
  return name !== 'type' && !name.startsWith('@type') && name !== '@context'
}

/**
 * A copy of a document with other values in the same places.
 *
 * @param sameScheme Whether an IRI is replaced by IRIs of its scheme only, and text by text: what
 *   keeps the shape. Other replacements are left aside.
 */
export function revalued(
  document: JsonObject,
  changes: readonly Replacement[],
  sameScheme: boolean,
): JsonObject {
  const all: string[] = []
  const collect = (value: unknown, name: string) => {
    if (typeof value === 'string' && isValue(name)) all.push(value)
    else if (Array.isArray(value)) for (const one of value) collect(one, name)
    else if (isObject(value)) {
      for (const [member, inner] of Object.entries(value)) {
        if (isValue(member)) collect(inner, member)
      }
    }
  }
  collect(document, '')
  let next = 0
  const replaced = (before: string): string => {
    const change = changes[next % changes.length] ?? { keep: true }
    next += 1
    if ('keep' in change) return before
    const value = 'value' in change ? change.value : (all[change.copyOf % all.length] ?? before)
    return sameScheme && schemeOf(value) !== schemeOf(before) ? before : value
  }
  const copy = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return isValue(name) ? replaced(value) : value
    if (Array.isArray(value)) return value.map((one) => copy(one, name))
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([member, inner]) => [
        member,
        isValue(member) ? copy(inner, member) : inner,
      ]),
    )
  }
  return copy(document, '') as JsonObject
}

function schemeOf(text: string): string {
  return /^(https?:\/\/|urn:|did:)/.exec(text)?.[0] ?? ''
}
