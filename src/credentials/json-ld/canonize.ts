import { canonize as canonizeStatements } from 'rdf-canonize'
import type { DocumentLoader } from '../contexts.ts'
import { isObject, type JsonObject } from '../json.ts'
import { expand, statements } from './expand.ts'
import { allWork, boundCharacters, boundHashing, boundValues, type Work } from './work-bounds.ts'

/**
 * The canonical form of a document (JSON-LD to RDF in safe mode, RDFC-1.0, canonical N-Quads), by
 * the library, as the proof suites have it made, in bounded work. `messageDigestAlgorithm` is the
 * hash function of RDFC-1.0 itself: SHA-256, but for keys of P-384 (VC-DI ECDSA 1.0, section 3).
 *
 * Rejects as the library does (see `jsonLdProblem`); but it rejects before the library has seen a
 * node whose id is the name of a member that every object has. The library keeps nodes as members
 * of a plain object: the id `__proto__` would write the node's statements into the prototype of all
 * objects of the process, and nothing could be signed or verified after it.
 */
export async function canonize(
  document: JsonObject,
  options: { documentLoader: DocumentLoader; messageDigestAlgorithm?: 'sha256' | 'sha384' },
): Promise<string> {
  const { documentLoader, messageDigestAlgorithm = 'sha256' } = options
  const expanded = await expand(document, documentLoader)
  return canonizeExpanded(document, expanded, messageDigestAlgorithm)
}

/** The same for a document that is expanded already; the expanded one is used up by it. */
export async function canonizeExpanded(
  document: JsonObject,
  expanded: JsonObject[],
  messageDigestAlgorithm: 'sha256' | 'sha384',
  work: Work = allWork,
): Promise<string> {
  refuseBuiltInIds(document, expanded)
  boundValues(expanded, work)
  const dataset = await statements(expanded)
  boundCharacters(dataset, work.characters)
  return canonizeStatements(dataset, {
    algorithm: 'RDFC-1.0',
    messageDigestAlgorithm,
    ...boundHashing(messageDigestAlgorithm, work),
  })
}

const builtIn = new Set(Object.getOwnPropertyNames(Object.prototype))
const longest = Math.max(...[...builtIn].map(({ length }) => length))

/** Whether a text is the name of a member that every object has. */
export function isBuiltIn(text: string): boolean {
  return text.length <= longest && builtIn.has(text)
}

function refuseBuiltInIds(document: JsonObject, expanded: JsonObject[]) {
  if (!some(document, (_name, text) => isBuiltIn(text))) return
  // As the text of a name or a narrative it does no harm: what matters is what it expands to.
  if (!some(expanded, (name, text) => name === '@id' && isBuiltIn(text))) return
  // What safe mode says of any other relative reference.
  throw Object.assign(new Error('Safe mode validation error.'), {
    details: { event: { code: 'relative object reference', details: {} } },
  })
}

/** Whether a test holds for any text in a JSON value, or the name of any member. */
function some(json: unknown, test: (name: string, text: string) => boolean): boolean {
  const open: { name: string; value: unknown }[] = [{ name: '', value: json }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, value } = next
    if (typeof value === 'string' && test(name, value)) return true
    if (Array.isArray(value)) for (const one of value) open.push({ name, value: one })
    else if (isObject(value)) {
      for (const [member, inner] of Object.entries(value)) {
        if (test('', member)) return true
        open.push({ name: member, value: inner })
      }
    }
  }
  return false
}
