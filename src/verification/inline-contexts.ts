import {
  definesTerm,
  hasOtherTerm,
  isAbsoluteIri,
  isObject,
  type JsonObject,
  valuesOf,
} from '../credentials/index.ts'
import { quoted } from './quoted.ts'
import { type CheckResult, failed } from './report.ts'

/** More than any document has need of; each is compared with all that is defined elsewhere. */
const MAX_TERMS = 500

const refused = (detail: string) => failed('inline-context', detail)

/**
 * How an IRI ends that other IRIs can be written with, the term and a colon in its place (JSON-LD 1.1 API,
 * section 4.2.2, step 14.2.5). A revoked credential could so be written with another id, or another
 * person as its subject, and be what was signed all the same.
 */
const PREFIX = /[:/?#[\]@]$/

/** What a definition says a term stands for; null when it says more than that. */
function iriOf(definition: unknown): string | null {
  if (isAbsoluteIri(definition)) return PREFIX.test(definition) ? null : definition
  if (!isObject(definition)) return null
  const { '@id': id, '@type': type, '@protected': isProtected = true, ...more } = definition
  const plain = Object.keys(more).length === 0 && typeof isProtected === 'boolean'
  const typed = type === undefined || type === '@id' || isAbsoluteIri(type)
  return plain && typed && isAbsoluteIri(id) ? id : null
}

/** A context may stand in an object with nothing else in it, as in the file of a context. */
function unwrapped(context: unknown): unknown {
  if (!isObject(context) || Object.keys(context).join() !== '@context') return context
  const { '@context': inner } = context
  return isObject(inner) ? inner : context
}

/** The names of members and types that a document uses. */
function namesUsed(document: unknown): Set<string> {
  const names = new Set<string>()
  const open: unknown[] = [document]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) open.push(...value)
    if (!isObject(value)) continue
    for (const type of valuesOf(value.type)) names.add(String(type))
    for (const [name, member] of Object.entries(value)) {
      names.add(name)
      if (name !== '@context') open.push(member)
    }
  }
  return names
}

/**
 * Why the contexts that a document brings along as objects are refused; null when they are not. All
 * they may do is to name what no other context of the document has a name for (VCDM 2.0, section
 * 4.3): a plain term for an absolute IRI. A term that is defined already, protected or not, keeps its
 * meaning; what a bundled context has a word for gets that one and no other, under which a status, say,
 * would not be found; and there is no `@vocab`, which makes a term of every slip of the pen. A term that
 * is not used is refused too: nothing vouches for it.
 *
 * @param contexts Those of one `@context`, in their order.
 * @param document The whole document, in which their terms are to be used.
 */
export function inlineContextProblem(
  contexts: readonly unknown[],
  document: JsonObject,
): CheckResult | null {
  if (contexts.every((context) => typeof context === 'string')) return null
  const defined = new Set<string>()
  const used = namesUsed(document)
  for (const context of contexts.map(unwrapped)) {
    if (typeof context === 'string') continue
    if (!isObject(context)) return refused('The document has a context that is none.')
    const { '@protected': isProtected = true, '@version': version = 1.1, ...terms } = context
    if (typeof isProtected !== 'boolean' || version !== 1.1) {
      return refused('The document has a context that is not well-formed.')
    }
    if (defined.size + Object.keys(terms).length > MAX_TERMS) {
      return failed('too-complex', `The document defines more than ${MAX_TERMS} terms.`)
    }
    for (const [term, definition] of Object.entries(terms)) {
      const iri = /^[A-Za-z][A-Za-z0-9_-]*$/.test(term) ? iriOf(definition) : null
      if (iri === null || hasOtherTerm(iri, term) || term in Object.prototype) {
        const detail = `The document gives ${quoted(term)} a meaning in a way that could mislead.`
        return refused(detail)
      }
      const isTaken = (url: unknown) => typeof url === 'string' && definesTerm(url, term)
      if (defined.has(term) || contexts.some(isTaken)) {
        const detail = `The document gives ${quoted(term)} another meaning than it has already.`
        return failed('redefined-term', detail)
      }
      if (!used.has(term))
        return refused(`The document defines ${quoted(term)}, but has no use of it.`)
      defined.add(term)
    }
  }
  return null
}
