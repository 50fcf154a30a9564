import type { DocumentLoader } from '../contexts.ts'
import { isObject } from '../json.ts'
import { type ActiveContext, isInForce, restrictedFrom } from './active-context.ts'
import type { ContextCache, ProcessedContext, ResolvedContext } from './context-cache.ts'
import { TooComplexError } from './work-bounds.ts'

/** What jsonld resolves contexts with: its option `contextResolver`. */
export type ContextResolver = {
  resolve(input: { context: unknown; documentLoader: DocumentLoader }): Promise<ResolvedContext[]>
}

/**
 * Resolves the contexts of one document: by URL through the document loader, each once.
 *
 * @param options.maxContexts In how many different situations contexts may be met, counted the same
 *   whatever is in the cache; with one more a {@link TooComplexError} is thrown.
 */
export function createContextResolver(options: {
  cache: ContextCache
  maxContexts: number
}): ContextResolver {
  const loaded = new Map<string, ResolvedContext[]>()
  const counted = new Map<ResolvedContext, ResolvedContext>()
  const met = new Set<ProcessedContext>()

  const count = (active: ActiveContext, processed: ProcessedContext) => {
    if (!isInForce(restrictedFrom(active) ?? active)) return
    met.add(processed)
    if (met.size > options.maxContexts) throw new TooComplexError()
  }
  const counting = (context: ResolvedContext): ResolvedContext => ({
    document: context.document,
    getProcessed(active) {
      const processed = context.getProcessed(active)
      if (processed !== undefined) count(active, processed)
      return processed
    },
    setProcessed(active, processed) {
      context.setProcessed(active, processed)
      count(active, processed)
    },
  })

  async function load(
    url: string,
    documentLoader: DocumentLoader,
    chain: readonly string[],
  ): Promise<ResolvedContext[]> {
    if (chain.includes(url)) throw new TypeError('Contexts refer to each other in a circle.')
    const { document } = await documentLoader(url)
    const context = '@context' in document ? withoutWrapping(document) : {}
    const made = await resolveAll(context, documentLoader, [...chain, url])
    loaded.set(url, made)
    return made
  }

  async function resolveAll(
    contexts: unknown,
    documentLoader: DocumentLoader,
    chain: readonly string[],
  ): Promise<ResolvedContext[]> {
    const all: ResolvedContext[] = []
    for (const context of Array.isArray(contexts) ? contexts : [contexts]) {
      if (typeof context === 'string') {
        all.push(...(loaded.get(context) ?? (await load(context, documentLoader, chain))))
        continue
      }
      const resolved = options.cache.resolved(context)
      const own = counted.get(resolved) ?? counting(resolved)
      counted.set(resolved, own)
      all.push(own)
    }
    return all
  }

  return {
    resolve: ({ context, documentLoader }) =>
      resolveAll(withoutWrapping(context), documentLoader, []),
  }
}

/** What stands in `@context`; jsonld refuses an object in which nothing stands there. */
function withoutWrapping(context: unknown): unknown {
  return (isObject(context) && context['@context']) || context
}
