import jsonld from 'jsonld'
import {
  type DocumentLoader,
  documentLoader,
  type JsonObject,
} from '../../../src/credentials/index.ts'

/** The canonical form by the library's own front door. */
export function libraryForm(
  document: JsonObject,
  loader: DocumentLoader = documentLoader,
): Promise<string> {
  return jsonld.canonize(document, {
    algorithm: 'RDFC-1.0',
    format: 'application/n-quads',
    rdfDirection: 'i18n-datatype',
    documentLoader: loader,
    base: null,
    safe: true,
  })
}
