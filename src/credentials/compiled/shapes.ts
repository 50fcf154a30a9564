import type { DocumentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
import { type Compiled, type CompiledTemplate, compile } from './compile.ts'
import type { Known } from './probe.ts'
import { createShapeCache } from './shape-cache.ts'
import type { Shape } from './shape-reader.ts'
import type { LibraryReason } from './stats.ts'

/** The template for a document, under its name. */
export type Located = { key: string; template: CompiledTemplate }
/** The same, or why there is none. */
export type Found = Located | LibraryReason

/** The compiled shapes. */
export type Shapes = {
  /** The template for a document, compiled now if need be; at once when it is there. */
  find(document: JsonObject, shape: Shape): Found | Promise<Found>
  /**
   * The template for documents in which the same leaves are equal as in this one: for one whose
   * equal values make nodes or statements merge.
   */
  findMerged(document: JsonObject, shape: Shape, base: Located): Found | Promise<Found>
  /** Says how many characters the template takes with what it remembers. */
  weigh(located: Located, remembered: number): void
  /** Gives a template up for good. */
  condemn(located: Located): void
  stats(): { shapes: number; bytes: number; compiled: number }
}

/** {@link Shapes} within bounds; see `createCompiledCanonicaliser`. */
export function createShapes(options: {
  documentLoader: DocumentLoader
  maxShapes: number
  maxBytes: number
  compileAfter?: number
}): Shapes {
  const { compileAfter = 0 } = options
  const cache = createShapeCache<Compiled>({
    maxEntries: options.maxShapes,
    maxBytes: options.maxBytes,
  })
  /** The variant of a shape that was asked for last and is not compiled. */
  const candidates = createShapeCache<string>({
    maxEntries: options.maxShapes,
    maxBytes: options.maxBytes / 10,
  })
  /** How many documents came of shapes that are not compiled. */
  const seen = createShapeCache<number>({
    maxEntries: options.maxShapes,
    maxBytes: options.maxBytes / 10,
  })
  let compiled = 0

  const obtain = (
    document: JsonObject,
    shape: Shape,
    key: string,
    known: Known | undefined,
  ): Found | Promise<Found> => {
    const settle = (found: Compiled): Found | Promise<Found> => {
      if (found.kind === 'template') return { key, template: found }
      if (found.kind === 'none') return found.reason
      const choice = JSON.stringify(found.constants.map((at) => shape.leaves[at]))
      return variant(document, shape, key, choice, { constants: found.constants })
    }
    const make = () => {
      compiled += 1
      return compile(document, shape, options.documentLoader, known)
    }
    const kept = cache.get(key)
    if (kept === undefined && compileAfter > 0 && isSeldom(shape.signature)) return 'seldom'
    const found = kept ?? cache.make(key, make)
    return found instanceof Promise
      ? found.then(settle, () => 'not-compiled' as const)
      : settle(found)
  }

  const isSeldom = (signature: string): boolean => {
    const before = Number(seen.get(signature) ?? 0)
    if (before < compileAfter) seen.put(signature, before + 1)
    return before < compileAfter
  }

  /** Values that never come again are not worth compiling for: a variant has to come twice. */
  const variant = (
    document: JsonObject,
    shape: Shape,
    base: string,
    choice: string,
    known: Known,
  ): Found | Promise<Found> => {
    const key = base + choice
    if (cache.get(key) === undefined && candidates.get(base) !== choice) {
      candidates.put(base, choice)
      candidates.weigh(base, choice.length)
      return 'new-variant'
    }
    return obtain(document, shape, key, known)
  }

  return {
    find: (document, shape) => obtain(document, shape, shape.signature, undefined),
    findMerged(document, shape, { key, template }) {
      const same = firstEquals(shape.leaves, template.known.constants)
      return variant(document, shape, key, `=${same}`, { ...template.known, same })
    },
    weigh({ key, template }, remembered) {
      cache.weigh(key, template.size + remembered)
    },
    condemn({ key }) {
      cache.put(key, { kind: 'none', reason: 'differs' })
    },
    stats() {
      const { entries, bytes } = cache.size()
      return {
        shapes: entries,
        bytes: bytes + candidates.size().bytes + seen.size().bytes,
        compiled,
      }
    },
  }
}

/** For each leaf the first with the same value; constants stand for themselves. */
function firstEquals(leaves: readonly string[], constants: readonly number[]): number[] {
  const first = new Map<string, number>()
  return leaves.map((leaf, at) => {
    if (constants.includes(at)) return at
    const known = first.get(leaf)
    if (known === undefined) first.set(leaf, at)
    return known ?? at
  })
}
