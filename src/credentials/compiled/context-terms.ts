import type { DocumentLoader } from '../contexts.ts'
import { isObject, valuesOf } from '../json.ts'

/** Terms that a plain IRI could be taken for: the scheme as a prefix, or the IRI as a whole. */
const likeAnIri = /^(?:https?|urn|did)(?::|$)/i

/**
 * Whether any of the contexts, or of those that they refer to, defines a term or a prefix that looks
 * like an IRI of the schemes that leaves may have (JSON-LD 1.1, section 5.2, IRI expansion): then
 * what an IRI means would depend on which one it is.
 *
 * Rejects when a context cannot be loaded.
 */
export async function definesIriLikeTerms(
  urls: readonly string[],
  documentLoader: DocumentLoader,
): Promise<boolean> {
  const seen = new Set<string>(urls)
  for (const url of seen) {
    const { document } = await documentLoader(url)
    if (isObject(document) && scan(document['@context'], seen)) return true
  }
  return false
}

function scan(context: unknown, urls: Set<string>): boolean {
  for (const part of valuesOf(context)) {
    if (typeof part === 'string') urls.add(part)
    if (!isObject(part)) continue
    if (typeof part['@import'] === 'string') urls.add(part['@import'])
    for (const [term, definition] of Object.entries(part)) {
      if (likeAnIri.test(term)) return true
      if (isObject(definition) && scan(definition['@context'], urls)) return true
    }
  }
  return false
}

/** The context URLs that stand anywhere in a document. */
export function contextUrls(value: unknown, found = new Set<string>()): string[] {
  if (Array.isArray(value)) for (const one of value) contextUrls(one, found)
  else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (name !== '@context') contextUrls(member, found)
      else for (const url of valuesOf(member)) if (typeof url === 'string') found.add(url)
    }
  }
  return [...found]
}
