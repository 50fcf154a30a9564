import type { DocumentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
import { type Compiled, type CompiledTemplate, compile } from './compile.ts'
import type { Misfit } from './fill.ts'
import { libraryCanonize } from './library.ts'
import { type Shape, type Shapeless, shapeOf } from './shape.ts'
import { createShapeCache } from './shape-cache.ts'

/** Why a document was canonicalised by the library. */
export type LibraryReason =
  | Shapeless
  | Misfit
  | 'iri-like-terms'
  | 'not-substitutable'
  | 'differs'
  /** Leaves that decide more than their own value have values not seen before. */
  | 'new-constants'
  /** The compiled shape had to show first that it agrees with the library. */
  | 'first-of-shape'
  | 'not-compiled'

/** What a {@link CompiledCanonicaliser} has done, for metrics. All but the first two only grow. */
export type CanonicaliserStats = {
  /** Shapes in memory, and about how many bytes they take. */
  shapes: number
  bytes: number
  /** Compilations of a shape. */
  compiled: number
  /** Documents canonicalised by a compiled shape. */
  carried: number
  /** Documents canonicalised by the library, by reason. */
  library: Partial<Record<LibraryReason, number>>
  /** Documents on which compiled shape and library were compared, and differed. Never, we hope. */
  checked: number
  differed: number
}

/** Canonicalises documents, those of a known shape without the library. */
export type CompiledCanonicaliser = {
  /**
   * The canonical form of a document (RDFC-1.0 over JSON-LD in safe mode), byte for byte what the
   * proof suites of `@digitalbazaar` make; at once, not as a promise, when the shape is known.
   *
   * Rejects as the library does, see `jsonLdProblem`.
   */
  canonize(document: JsonObject): string | Promise<string>
  /**
   * Compares with the library, whatever was canonicalised how before; for a sample of live documents.
   * A shape that differs is never used again.
   */
  check(document: JsonObject): Promise<'same' | 'different' | 'not-compiled'>
  stats(): CanonicaliserStats
}

/** Where the template for a document is, or why it has none. */
type Found = { key: string; template: CompiledTemplate } | LibraryReason

/** How many times the length of a canonical form a filler remembers: values, parts and lines. */
const REMEMBERED = 4

/**
 * A {@link CompiledCanonicaliser}.
 *
 * A document's shape (see `shapeOf`) is compiled with the library into lines of N-Quads with places
 * for values; another document of the shape is filled in, its blank nodes are hashed, ordered and
 * labelled as RDFC-1.0 says. Whatever that cannot do exactly goes to the library, by rule:
 *
 * - documents that are not plain JSON with contexts by URL, or are huge ({@link Shapeless});
 * - values that decide more than their own place: they are constants, and only values that come
 *   again are compiled for; among them all in the place of an IRI that are no plain IRI of the
 *   schemes https, http, urn and did (`probe`);
 * - values that would merge nodes or statements, and blank nodes alike at first sight
 *   ({@link Misfit}).
 *
 * A compiled shape is used from when the library has agreed with it on a whole document.
 *
 * @param options.maxShapes How many shapes to remember.
 * @param options.maxBytes How much memory they may take, about.
 */
export function createCompiledCanonicaliser(options: {
  documentLoader: DocumentLoader
  maxShapes: number
  maxBytes: number
}): CompiledCanonicaliser {
  const { documentLoader } = options
  const cache = createShapeCache<Compiled>({
    maxEntries: options.maxShapes,
    maxBytes: options.maxBytes,
  })
  const counts = { compiled: 0, carried: 0, checked: 0, differed: 0 }
  const library: Partial<Record<LibraryReason, number>> = {}

  const byLibrary = (document: JsonObject, reason: LibraryReason) => {
    library[reason] = (library[reason] ?? 0) + 1
    return libraryCanonize(document, documentLoader)
  }

  /** The template for a document, compiled now if need be, or why there is none. */
  const find = (
    document: JsonObject,
    shape: Shape,
    key = shape.signature,
    constants?: readonly number[],
  ): Found | Promise<Found> => {
    const settle = (compiled: Compiled): Found | Promise<Found> => {
      if (compiled.kind === 'template') return { key, template: compiled }
      if (compiled.kind === 'none') return compiled.reason
      const choice = JSON.stringify(compiled.constants.map((at) => shape.leaves[at]))
      const variant = `${shape.signature}${choice}`
      if (choice !== compiled.last && cache.get(variant) === undefined) {
        compiled.last = choice
        cache.weigh(key, choice.length)
        return 'new-constants'
      }
      return find(document, shape, variant, compiled.constants)
    }
    const make = () => {
      counts.compiled += 1
      return compile(document, shape, documentLoader, constants)
    }
    const compiled = cache.get(key) ?? cache.make(key, make)
    return compiled instanceof Promise
      ? compiled.then(settle, () => 'not-compiled' as const)
      : settle(compiled)
  }

  /** The library's answer, and whether the template's is the same: if not, it goes. */
  const compare = async (
    document: JsonObject,
    { key, template }: Exclude<Found, string>,
    text: string,
  ) => {
    let expected: string | undefined
    try {
      expected = await libraryCanonize(document, documentLoader)
      return { expected, same: expected === text }
    } finally {
      counts.checked += 1
      if (expected === text) template.proven = true
      else {
        counts.differed += 1
        cache.put(key, { kind: 'none', reason: 'differs' })
      }
    }
  }

  const use = (document: JsonObject, shape: Shape, found: Found) => {
    if (typeof found === 'string') return byLibrary(document, found)
    const filled = found.template.filler.fill(shape.leaves)
    if (typeof filled === 'string') return byLibrary(document, filled)
    const { text } = filled
    cache.weigh(found.key, found.template.size + REMEMBERED * text.length)
    if (found.template.proven) {
      counts.carried += 1
      return text
    }
    library['first-of-shape'] = (library['first-of-shape'] ?? 0) + 1
    return compare(document, found, text).then(({ expected }) => expected)
  }

  return {
    canonize(document) {
      const shape = shapeOf(document)
      if (typeof shape === 'string') return byLibrary(document, shape)
      const found = find(document, shape)
      return found instanceof Promise
        ? found.then((one) => use(document, shape, one))
        : use(document, shape, found)
    },
    async check(document) {
      const shape = shapeOf(document)
      const found = typeof shape === 'string' ? shape : await find(document, shape)
      if (typeof shape === 'string' || typeof found === 'string') return 'not-compiled'
      const filled = found.template.filler.fill(shape.leaves)
      if (typeof filled === 'string') return 'not-compiled'
      const { same } = await compare(document, found, filled.text)
      return same ? 'same' : 'different'
    },
    stats() {
      const { entries, bytes } = cache.size()
      return { shapes: entries, bytes, ...counts, library: { ...library } }
    },
  }
}
