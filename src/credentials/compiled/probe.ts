import type { DocumentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
import { leafKind, MARK, placeholder } from './leaf.ts'
import { libraryQuads } from './library-quads.ts'
import { innerOf, parseQuad, type Quad } from './n-quads.ts'
import { withLeaves } from './shape.ts'

/**
 * How a shape becomes statements. `quads` have the placeholder of each leaf where its value goes;
 * `constants` are the leaves whose value decides more than that, such as a term of a vocabulary or
 * a relative reference: the quads hold for the values that they had and for no others.
 */
export type Probe = { quads: Quad[]; constants: number[] }

/** These constants were found, but the library rejects the document with what values they have. */
export type Rejected = { quads: null; constants: number[] }

/** What is known of a shape before it is probed. */
export type Known = { constants: readonly number[]; same?: readonly number[] }

const RDF_TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'
const MAX_ROUNDS = 4

/**
 * Finds out by experiment what each leaf of a document does: the library makes statements of the
 * document with a placeholder in place of every leaf. A leaf whose placeholder comes out exactly as
 * it went in, and only as a subject, an object or the text of a literal, may have any value of its
 * kind. A leaf whose does not is a constant: its own value goes back in, and the rest is tried again.
 *
 * @param leaves The leaves of the document, see `createShapeReader`. Neither they nor anything else in the
 *   document may contain {@link MARK}.
 * @param known.constants Leaves that are known to be constants.
 * @param known.same For each leaf the first leaf with the same value, where equal values are to be
 *   equal in all documents: they share a placeholder. Left out, all leaves are told apart.
 */
export async function probe(
  document: JsonObject,
  leaves: readonly string[],
  known: Known,
  documentLoader: DocumentLoader,
): Promise<Probe | Rejected> {
  const constant = new Set(known.constants)
  const firstOf = (at: number) => known.same?.[at] ?? at
  const constants = () => [...constant].sort((a, b) => a - b)
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const marked = withLeaves(
      document,
      leaves.map((leaf, at) =>
        constant.has(at) ? leaf : placeholder(leafKind(leaf), firstOf(at)),
      ),
    )
    const safe = await read(marked, documentLoader, true)
    const quads = safe ?? (await read(marked, documentLoader, false))
    if (quads === null) break
    const free = freeLeaves(quads, leaves)
    const fixed = leaves.flatMap((_leaf, at) =>
      free.has(firstOf(at)) || constant.has(at) ? [] : [at],
    )
    if (fixed.length === 0) return { quads: safe, constants: constants() }
    for (const at of fixed) constant.add(at)
  }
  return { quads: null, constants: constants() }
}

async function read(
  document: JsonObject,
  documentLoader: DocumentLoader,
  safe: boolean,
): Promise<Quad[] | null> {
  try {
    const quads = (await libraryQuads(document, documentLoader, safe)).map(parseQuad)
    return quads.every((quad) => quad !== null) ? quads : null
  } catch {
    return null
  }
}

/** The leaves whose placeholder stands in the quads just as a value would, and nowhere else. */
function freeLeaves(quads: Quad[], leaves: readonly string[]): Set<number> {
  const free = new Set<number>()
  const bound = new Set<number>()
  const look = (term: string, valuesGoHere: boolean) => {
    for (const match of term.matchAll(marks)) {
      const at = Number(match[1])
      const exact = innerOf(term).inner === placeholder(leafKind(leaves[at] ?? ''), at)
      ;(valuesGoHere && exact ? free : bound).add(at)
    }
  }
  for (const { subject, predicate, object, graph } of quads) {
    look(subject, true)
    look(predicate, false)
    look(object, predicate !== RDF_TYPE)
    look(graph, false)
  }
  for (const at of bound) free.delete(at)
  return free
}

const marks = new RegExp(`${MARK}(\\d+)`, 'gi')
