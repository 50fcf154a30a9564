import {
  bundledContextUrls,
  documentLoader,
  isObject,
  type JsonObject,
  valuesOf,
} from '../../../src/credentials/index.ts'

/** What a tamperer knows of the contexts that a verifier knows. */
export type Vocabulary = { contexts: readonly string[]; irisOf(term: string): string[] }

function read(context: unknown, prefixes: JsonObject, found: Map<string, Set<string>>): void {
  for (const one of valuesOf(context).filter(isObject)) {
    const known = { ...prefixes, ...one }
    for (const [term, definition] of Object.entries(one)) {
      const id = isObject(definition) ? definition['@id'] : definition
      if (typeof id === 'string' && !id.startsWith('@') && !term.startsWith('@')) {
        const [prefix = '', rest = ''] = id.split(':', 2)
        const base = typeof known[prefix] === 'string' ? known[prefix] + rest : id
        found.set(term, (found.get(term) ?? new Set()).add(id).add(base))
      }
      if (isObject(definition)) read(definition['@context'], known, found)
    }
  }
}

/** That of all bundled contexts: each term with the IRIs it stands for, in full and with a prefix. */
export async function bundledVocabulary(): Promise<Vocabulary> {
  const found = new Map<string, Set<string>>()
  for (const url of bundledContextUrls) {
    const { document } = await documentLoader(url)
    read((document as JsonObject)['@context'], {}, found)
  }
  return { contexts: bundledContextUrls, irisOf: (term) => [...(found.get(term) ?? [])] }
}
