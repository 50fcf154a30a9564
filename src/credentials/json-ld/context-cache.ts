import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../json.ts'
import {
  type ActiveContext,
  cheaply,
  isInForce,
  putInForce,
  restrictedFrom,
} from './active-context.ts'

/** What processing a context led to, as jsonld keeps it; of an imported context, its definitions. */
export type ProcessedContext = { context?: ActiveContext; events?: unknown[] }

/** A context as jsonld wants it resolved: its definitions, and what they make of what is in force. */
export type ResolvedContext = {
  document: unknown
  getProcessed(active: ActiveContext): ProcessedContext | undefined
  setProcessed(active: ActiveContext, processed: ProcessedContext): void
}

/** Contexts, each resolved once: what was processed is found again. */
export type ContextCache = {
  /** @param document Means the same for ever, if it is an object; it is known again as this object. */
  resolved(document: unknown): ResolvedContext
}

/**
 * Keeps what contexts mean once they are processed. jsonld does so as well, but in a way that hardly
 * ever finds anything again: it looks for the very object that it has just copied. Nine tenths of the
 * time that a document takes go into that.
 *
 * @param options.maxProcessed How many outcomes to keep, of some 80 kB each. A stranger who makes up
 *   more, by types and contexts in ever new orders, has all of them forgotten.
 * @returns the cache for the next document: while a document is processed, nothing is forgotten
 */
export function createContextCaches({
  maxProcessed,
}: {
  maxProcessed: number
}): () => ContextCache {
  let known = new WeakMap<object, ResolvedContext>()
  let count = 0
  const counted = () => {
    count += 1
  }
  return () => {
    if (count > maxProcessed) {
      known = new WeakMap()
      count = 0
    }
    const cache = known
    return {
      resolved(document) {
        if (!isObject(document)) return resolvedContext(document, counted)
        const made = cache.get(document) ?? resolvedContext(document, counted)
        cache.set(document, made)
        return made
      },
    }
  }
}

function resolvedContext(document: unknown, counted: () => void): ResolvedContext {
  const outcomes = new WeakMap<ActiveContext, ProcessedContext>()
  const restricted = new WeakMap<ActiveContext, ProcessedContext>()
  return {
    document,
    getProcessed(active) {
      const source = restrictedFrom(active)
      return source === undefined ? outcomes.get(active) : restricted.get(source)
    },
    setProcessed(active, processed) {
      const source = restrictedFrom(active)
      const before = source ?? active
      const { context } = processed
      if (context !== undefined) {
        cheaply(context)
        if (isInForce(before)) putInForce(context)
        if (overrides(before, context)) return
      }
      counted()
      if (source === undefined) outcomes.set(active, processed)
      else restricted.set(source, processed)
    },
  }
}

/**
 * Whether a protected term means something else now (JSON-LD 1.1 API, section 4.2.2, step 27): this
 * it may where a property has a context, and nowhere else. Who asks for what is kept does not tell where
 * that is, so that such an outcome cannot be kept.
 */
function overrides(before: ActiveContext, after: ActiveContext): boolean {
  for (const [term, mapping] of before.mappings) {
    const now = after.mappings.get(term)
    if (mapping?.protected && now !== mapping && !isDeepStrictEqual(now, mapping)) return true
  }
  return false
}
