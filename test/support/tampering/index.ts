/** Every way to tamper with a document in one place: the one engine of all tests that try it. */
import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../../../src/credentials/index.ts'
import { type Change, leafChanges } from './leaves.ts'
import { type Path, placesIn, withValueAt } from './places.ts'
import { arrayChanges, objectChanges } from './structures.ts'
import type { Vocabulary } from './vocabulary.ts'

export { type Path, placesIn, valueAt, withMembers, withValueAt } from './places.ts'
export { bundledVocabulary, type Vocabulary } from './vocabulary.ts'

const nothing: Vocabulary = { contexts: [], irisOf: () => [] }

/** One change in one place. The document is made when it is asked for: there are many. */
export type Mutation = { name: string; path: Path; document(): unknown }

/**
 * Every mutation of a document, each another document than before: of each leaf, member, object and
 * array, in an order that is always the same.
 *
 * @param vocabulary The other names that words of the document have, and contexts to put in.
 */
export function* mutationsOf(
  document: unknown,
  vocabulary: Vocabulary = nothing,
): Generator<Mutation> {
  for (const { path, value } of placesIn(document)) {
    const changes = changesOf(value, vocabulary)
    if (Array.isArray(value) && path.at(-1) === '@context') {
      for (const url of vocabulary.contexts) changes.push(['a context more', [...value, url]])
    }
    for (const [name, changed] of changes) {
      if (isSame(value, changed)) continue
      yield { name, path, document: () => withValueAt(document, path, changed) }
    }
  }
}

function changesOf(value: unknown, { irisOf }: Vocabulary): Change[] {
  if (Array.isArray(value)) return arrayChanges(value)
  if (isObject(value)) return objectChanges(value, irisOf)
  const iris = typeof value === 'string' ? irisOf(value) : []
  return [...leafChanges(value), ...iris.map((iri): Change => ['as its full IRI', iri])]
}

/** Whether a change changes nothing, not even the order of members. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other) && JSON.stringify(one) === JSON.stringify(other)
}
