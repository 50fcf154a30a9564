import canonicalize from 'canonicalize'
import jsonld from 'jsonld'
import {
  type DocumentLoader,
  documentLoader,
  type JsonObject,
  valuesOf,
} from '../../src/credentials/index.ts'

/** The library takes contexts for its own and changes them; those of the service are frozen. */
const copyLoader: DocumentLoader = async (url) => {
  const { document } = await documentLoader(url)
  return { contextUrl: null, documentUrl: url, document: structuredClone(document) }
}

/**
 * What a document says, proofs and all, to compare: as statements of RDF in their canonical form, or as
 * canonical JSON. The libraries tell, not the service. Rejects for what they cannot read.
 */
export async function meaningOf(document: JsonObject, form: 'rdfc' | 'jcs'): Promise<string> {
  if (form === 'jcs') {
    const { proof, '@context': contexts, ...rest } = document
    const proofs = valuesOf(proof)
      .map((one) => canonicalize(one))
      .sort()
    return canonicalize({ ...rest, proofs }) ?? ''
  }
  return jsonld.canonize(document, {
    algorithm: 'RDFC-1.0',
    format: 'application/n-quads',
    documentLoader: copyLoader,
    rdfDirection: 'i18n-datatype',
    base: null,
    safe: true,
  })
}
