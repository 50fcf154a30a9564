import fc from 'fast-check'
import { isObject, type JsonObject } from '../../../src/credentials/index.ts'
import { oddIri, plainText, sharedIri } from './random-values.ts'

const pair = fc.tuple(plainText, plainText)
export const values: fc.Arbitrary<unknown>[] = [
  fc.constantFrom<unknown[]>(null, true, false, 0, -0, 1, 1.5, 1e30, [], {}, [[]], [null]),
  fc.constantFrom<unknown[]>([1, '1'], [true, 'true'], ['a', 'a!', 'a"'], ['A', 'ﬁ', '😀']),
  plainText.map((value) => ({ '@value': value })),
  fc
    .tuple(plainText, fc.constantFrom('en', 'de-AT', 'x y', '@none'))
    .map(([value, language]) => ({ '@value': value, '@language': language })),
  plainText.map((value) => [
    { '@value': value, '@language': 'ar', '@direction': 'rtl' },
    { '@value': value, '@language': 'ar', '@direction': 'ltr' },
  ]),
  fc
    .tuple(plainText, fc.constantFrom('integer', 'double', 'boolean', 'date'))
    .map(([value, type]) => ({
      '@value': value,
      '@type': `http://www.w3.org/2001/XMLSchema#${type}`,
    })),
  pair.map((both) => ({ '@list': both })),
  pair.map((both) => ({ '@set': both })),
  pair.map(([one, other]) => [one, other, one]),
  pair.map(([index, value]) => ({ '@index': index, '@value': value })),
  plainText.map((value) => ({ '@type': '@json', '@value': { value, list: [value, 1] } })),
  oddIri.map((id) => ({ id })),
  fc.tuple(oddIri, plainText).map(([id, name]) => ({ id, type: 'Profile', name })),
  fc.tuple(sharedIri, plainText).map(([id, name]) => [
    { id, name },
    { id, description: name },
  ]),
]

/** Puts a value somewhere; `where` picks among all members that are no context and no type. */
function putSomewhere(document: JsonObject, where: number, value: unknown): void {
  const places: [JsonObject, string][] = []
  const collect = (at: unknown) => {
    if (Array.isArray(at)) at.forEach(collect)
    if (!isObject(at)) return
    for (const [name, member] of Object.entries(at)) {
      if (name === '@context' || name === 'type') continue
      places.push([at, name])
      collect(member)
    }
  }
  collect(document)
  const [holder, name] = places[where % places.length] ?? [document, 'name']
  holder[name] = value
}

/** Two nodes without an id that say the same. */
const twins = fc.tuple(plainText, fc.nat(2)).map(([name, more]) => (document: JsonObject) => {
  const one = { type: ['Evidence'], name }
  document.evidence = [one, { ...one }, { ...one }, { ...one, genre: name }].slice(0, 2 + more)
})

/** Changes to a credential that make it an unusual one, or none that can be signed. */
export const oddity: fc.Arbitrary<(document: JsonObject) => void> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.tuple(fc.nat(), fc.oneof(...values)).map(
      ([where, value]) =>
        (document: JsonObject) =>
          putSomewhere(document, where, value),
    ),
  },
  { weight: 1, arbitrary: twins },
)
