import { bundledContext, bundledContextUrls } from './contexts.ts'
import { isObject, type JsonObject, valuesOf } from './json.ts'

/** What a context defines: its terms, wherever in it they hold, and those that stand for an IRI. */
type Vocabulary = { terms: Set<string>; iris: Map<string, Set<string>> }

function read(context: unknown, prefixes: JsonObject, into: Vocabulary): void {
  for (const one of valuesOf(context).filter(isObject)) {
    const known = { ...prefixes, ...one }
    for (const [term, definition] of Object.entries(one)) {
      if (term.startsWith('@')) continue
      into.terms.add(term)
      const id = isObject(definition) ? definition['@id'] : definition
      if (typeof id === 'string') {
        const iri = expanded(id, known)
        into.iris.set(iri, (into.iris.get(iri) ?? new Set()).add(term))
      }
      if (isObject(definition)) read(definition['@context'], known, into)
    }
  }
}

/** A compact IRI in full, by the prefixes that are known. */
function expanded(iri: string, prefixes: JsonObject): string {
  const colon = iri.indexOf(':')
  const prefix = prefixes[iri.slice(0, colon)]
  const base = isObject(prefix) ? prefix['@id'] : prefix
  return colon > 0 && typeof base === 'string' ? base + iri.slice(colon + 1) : iri
}

const known = new Map<string, Vocabulary>()

function vocabularyOf(url: string): Vocabulary {
  const kept = known.get(url)
  if (kept !== undefined) return kept
  const vocabulary: Vocabulary = { terms: new Set(), iris: new Map() }
  const document = bundledContext(url)
  if (isObject(document)) {
    read(document['@context'], {}, vocabulary)
    known.set(url, vocabulary)
  }
  return vocabulary
}

/** Whether a bundled context defines a term, protected or not, anywhere in it. */
export function definesTerm(contextUrl: string, term: string): boolean {
  return vocabularyOf(contextUrl).terms.has(term)
}

/** Whether some bundled context has a term for an IRI, but another one than this. */
export function hasOtherTerm(iri: string, term: string): boolean {
  return bundledContextUrls.some((url) => {
    const terms = vocabularyOf(url).iris.get(iri)
    return terms !== undefined && !terms.has(term)
  })
}
