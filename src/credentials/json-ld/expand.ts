import jsonld from 'jsonld'
import type { DocumentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
import { createContextCaches } from './context-cache.ts'
import { createContextResolver } from './context-resolver.ts'
import { allWork, type Statement, type Work } from './work-bounds.ts'

/** Some ten times what the badges of an ordinary day take. */
const nextCache = createContextCaches({ maxProcessed: 500 })

/** What the library gets with every document: no base, contexts by our own means, see there. */
export function jsonLdOptions(documentLoader: DocumentLoader, work: Work = allWork) {
  const contextResolver = createContextResolver({
    cache: nextCache(),
    maxContexts: work.contexts,
  })
  return { documentLoader, contextResolver, base: null }
}

/**
 * Expands a document in safe mode (JSON-LD 1.1 API, section 5.1): every term with its full IRI.
 * Rejects when anything would be dropped; `jsonLdProblem` puts the reason into words.
 */
export async function expand(
  document: JsonObject,
  documentLoader: DocumentLoader,
  work: Work = allWork,
): Promise<JsonObject[]> {
  return jsonld.expand(document, { ...jsonLdOptions(documentLoader, work), safe: true })
}

/** How documents become statements (JSON-LD 1.1 API, section 8.1), as the proof suites have it. */
export const toRdf = {
  rdfDirection: 'i18n-datatype',
  produceGeneralizedRdf: false,
}

/**
 * The statements of an expanded document, which is used up by it. Rejects in safe mode, as
 * {@link expand} does.
 */
export async function statements(expanded: JsonObject[]): Promise<Statement[]> {
  return jsonld.toRDF(expanded, { ...toRdf, skipExpansion: true, base: null, safe: true })
}
