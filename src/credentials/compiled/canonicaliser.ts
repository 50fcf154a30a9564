import type { DocumentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
import { canonize, TooComplexError } from '../json-ld/index.ts'
import type { Misfit } from './fill.ts'
import type { Shapeless } from './shape.ts'
import { createShapeReader, type Shape } from './shape-reader.ts'
import { createShapes, type Found, type Located } from './shapes.ts'
import type { CanonicaliserStats, LibraryReason } from './stats.ts'

/** Canonicalises documents, those of a known shape without the library. */
export type CompiledCanonicaliser = {
  /**
   * The canonical form of a document (RDFC-1.0 over JSON-LD in safe mode), byte for byte what the
   * proof suites of `@digitalbazaar` make; at once, not as a promise, when the shape is known.
   *
   * Rejects as the library does, see `jsonLdProblem`.
   *
   * @param options.byLibrary How the library is asked; as it is for any document when left out.
   * @param options.shape The shape of the document, where it was read before.
   */
  canonize(
    document: JsonObject,
    options?: { byLibrary?: ByLibrary; shape?: Shape },
  ): string | Promise<string>
  /**
   * Compares what a compiled shape makes of a document with what the library does: for a sample of
   * live documents. A shape that differs is never used again.
   *
   * Rejects as the library does.
   */
  check(document: JsonObject): Promise<'same' | 'different' | 'not-compiled'>
  stats(): CanonicaliserStats
}

/** Has the library canonicalise a document. */
export type ByLibrary = (document: JsonObject) => Promise<string>

/** How many times the length of a canonical form a filler remembers: values, parts and lines. */
const REMEMBERED = 4

/**
 * A {@link CompiledCanonicaliser}.
 *
 * A document's shape (see `createShapeReader`) is compiled with the library into lines of N-Quads with places
 * for values; another document of the shape is filled in, its blank nodes are hashed, ordered and
 * labelled as RDFC-1.0 says. Whatever that cannot do exactly goes to the library, by rule:
 *
 * - documents that are not plain JSON with contexts by URL, or are huge (`Shapeless`);
 * - values that decide more than their own place, and values whose equality makes nodes or
 *   statements merge: only such as come again are compiled for. Among them are all in the place of
 *   an IRI that are no plain IRI of the schemes https, http, urn and did (`probe`);
 * - blank nodes that look alike to RDFC-1.0 at first ({@link Misfit}).
 *
 * A compiled shape is used from when the library has agreed with it on a whole document.
 *
 * @param options.maxShapes How many shapes to remember.
 * @param options.maxBytes How much memory they may take, about.
 * @param options.compileAfter How many documents of a shape go to the library before it is compiled;
 *   none when left out. For shapes that strangers make up, most of which never come again.
 */
export function createCompiledCanonicaliser(options: {
  documentLoader: DocumentLoader
  maxShapes: number
  maxBytes: number
  compileAfter?: number
}): CompiledCanonicaliser {
  const { documentLoader } = options
  const readShape = createShapeReader()
  const shapes = createShapes(options)
  const counts = { carried: 0, checked: 0, differed: 0 }
  const library: Partial<Record<LibraryReason, number>> = {}

  const plainly: ByLibrary = (document) => canonize(document, { documentLoader })

  /** The library's answer, and whether the template's is the same: if not, the template goes. */
  const compare = async (document: JsonObject, { located, text }: Filled, byLibrary: ByLibrary) => {
    let expected: string
    try {
      expected = await byLibrary(document)
    } catch (error) {
      // How much work the library may spend says nothing about the template.
      if (error instanceof TooComplexError) throw error
      judge(located, false)
      throw error
    }
    judge(located, expected === text)
    return { expected, same: expected === text }
  }

  const judge = (located: Located, same: boolean) => {
    counts.checked += 1
    if (same) located.template.proven = true
    else {
      counts.differed += 1
      shapes.condemn(located)
    }
  }

  const fill = (
    document: JsonObject,
    shape: Shape,
    found: Found,
  ): Filled | LibraryReason | Promise<Filled | LibraryReason> => {
    if (typeof found === 'string') return found
    const filled = found.template.filler.fill(shape.leaves)
    if (typeof filled !== 'string') {
      shapes.weigh(found, REMEMBERED * filled.text.length)
      return { located: found, text: filled.text }
    }
    if (filled === 'tie' || found.template.known.same) return filled
    return after(shapes.findMerged(document, shape, found), (merged) =>
      merged === 'new-variant' ? filled : fill(document, shape, merged),
    )
  }

  /** The canonical form by a template, or why there is none. */
  const byTemplate = (document: JsonObject, shape: Shape | Shapeless) => {
    if (typeof shape === 'string') return shape
    return after(shapes.find(document, shape), (found) => fill(document, shape, found))
  }

  return {
    canonize(document, { byLibrary = plainly, shape = readShape(document) } = {}) {
      return after(byTemplate(document, shape), (filled) => {
        if (typeof filled === 'string') {
          library[filled] = (library[filled] ?? 0) + 1
          return byLibrary(document)
        }
        if (filled.located.template.proven) {
          counts.carried += 1
          return filled.text
        }
        library['first-of-shape'] = (library['first-of-shape'] ?? 0) + 1
        return compare(document, filled, byLibrary).then(({ expected }) => expected)
      })
    },
    async check(document) {
      const filled = await byTemplate(document, readShape(document))
      if (typeof filled === 'string') return 'not-compiled'
      const { same } = await compare(document, filled, plainly)
      return same ? 'same' : 'different'
    },
    stats: () => ({ ...shapes.stats(), ...counts, library: { ...library } }),
  }
}

type Filled = { located: Located; text: string }

/** Goes on with a value at once, or when it is there. */
function after<T, U>(value: T | Promise<T>, next: (value: T) => U | Promise<U>): U | Promise<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}
