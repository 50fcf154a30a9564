import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import jsonld from 'jsonld'
import type { DocumentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'

/**
 * The canonical form of a document as both proof suites have it made: JSON-LD to RDF in safe mode,
 * RDFC-1.0, canonical N-Quads. What everything in this folder is held against.
 *
 * Rejects as `jsonld` and `rdf-canonize` do; see `jsonLdProblem`.
 */
export function libraryCanonize(document: JsonObject, documentLoader: DocumentLoader) {
  return cryptosuite.canonize(document, { documentLoader })
}

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
    documentLoader,
    base: null,
    safe,
    rdfDirection: 'i18n-datatype',
    produceGeneralizedRdf: false,
    format: 'application/n-quads',
  })
  return String(text).split('\n').slice(0, -1)
}
