import { hash } from 'node:crypto'
import { isObject, type JsonObject, valuesOf } from '../json.ts'

/**
 * A document would take more work than any document is worth. Said by counting what there is to do,
 * never by the clock: the same document is refused on every machine, or on none.
 */
export class TooComplexError extends Error {
  override readonly name = 'TooComplexError'
  constructor() {
    super('The document takes too much work.')
  }
}

/** How much work may go into one document. */
export type Work = {
  /** Situations in which contexts are met that were not met in the same document before. */
  contexts: number
  /** Comparisons of values of one property of one node: each with each, to drop doubles. */
  comparisons: number
  /** Characters of all statements: each says the ids and types in it anew, however long. */
  characters: number
  /** Hashes made to tell blank nodes apart. */
  hashes: number
  /** Threes of orders tried of blank nodes that look alike: of twelve there are 160 million. */
  orders: number
}

/**
 * What is spent on any document: about half a second for each kind of work, at the most. An ordinary
 * badge does not take a hundredth of it.
 */
export const allWork: Work = {
  contexts: 300,
  comparisons: 10_000_000,
  characters: 16_000_000,
  hashes: 50_000,
  orders: 10_000,
}

/** A twentieth, for a first try. */
export const littleWork: Work = {
  contexts: 60,
  comparisons: 500_000,
  characters: 800_000,
  hashes: 2_500,
  orders: 500,
}

/**
 * Bounds what an expanded document takes to become statements.
 *
 * @throws TooComplexError when nodes have too many values of one property, or ids that are too long
 *   for being said with each of their values
 */
export function boundValues(expanded: readonly JsonObject[], work: Work): void {
  const countsOf = new Map<string, Map<string, number>>()
  let comparisons = 0
  let characters = 0
  const open: unknown[] = [...expanded]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!isObject(next)) continue
    const id = typeof next['@id'] === 'string' ? next['@id'] : ''
    // Nodes of one id are one node; without an id each is its own.
    const counts = (id !== '' && countsOf.get(id)) || new Map<string, number>()
    if (id !== '') countsOf.set(id, counts)
    for (const [property, value] of Object.entries(next)) {
      const values = valuesOf(value)
      const before = counts.get(property) ?? 0
      counts.set(property, before + values.length)
      comparisons += values.length * (before + values.length / 2)
      characters += values.length * id.length
      if (comparisons > work.comparisons || characters > work.characters) {
        throw new TooComplexError()
      }
      for (const one of values) open.push(one)
    }
  }
}

/** A statement as jsonld makes it. */
export type Statement = Record<
  'subject' | 'predicate' | 'object' | 'graph',
  { value: string; datatype?: { value: string } }
>

/** @throws TooComplexError when statements have too many characters */
export function boundCharacters(statements: readonly Statement[], most: number): void {
  let characters = 0
  for (const { subject, predicate, object, graph } of statements) {
    characters += subject.value.length + predicate.value.length + graph.value.length
    characters += object.value.length + (object.datatype?.value.length ?? 0)
    if (characters > most) throw new TooComplexError()
  }
}

/**
 * Options that bound the work of RDFC-1.0 for one document (section 7.1, dataset poisoning), beside
 * the bound of the library on how often it compares blank nodes by their neighbours: that one does
 * not count the orders in which it tries nodes that have names already.
 *
 * Where a bound is passed, what the options belong to rejects with a {@link TooComplexError}.
 */
export function boundHashing(algorithm: 'sha256' | 'sha384', work: Work): object {
  let hashes = 0
  let orders = 0
  return {
    createMessageDigest() {
      hashes += 1
      if (hashes > work.hashes) throw new TooComplexError()
      return new Digest(algorithm)
    },
    signal: {
      get aborted() {
        orders += 1
        if (orders > work.orders) throw new TooComplexError()
        return false
      },
    },
  }
}

/** In one go, which for texts as short as these takes half the time. */
class Digest {
  readonly #algorithm: string
  #text = ''
  constructor(algorithm: string) {
    this.#algorithm = algorithm
  }
  update(text: string): void {
    this.#text += text
  }
  digest(): string {
    return hash(this.#algorithm, this.#text, 'hex')
  }
}
