import jsonld from 'jsonld'
import type { DocumentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
import { jsonLdOptions, toRdf } from '../json-ld/index.ts'

/**
 * The statements of a document as lines of N-Quads, before RDFC-1.0 names its blank nodes.
 *
 * @param safe Whether to reject when anything would be dropped, as the suites do.
 */
export async function libraryQuads(
  document: JsonObject,
  documentLoader: DocumentLoader,
  safe: boolean,
): Promise<string[]> {
  const text = await jsonld.toRDF(document, {
    ...jsonLdOptions(documentLoader),
    ...toRdf,
    safe,
    format: 'application/n-quads',
  })
  return String(text).split('\n').slice(0, -1)
}
