import {
  bundledContextUrls,
  definesTerm,
  hasOtherTerm,
  hasType,
  isBundledContext,
  isObject,
  type JsonLdProcessor,
  type JsonObject,
  valuesOf,
} from '../credentials/index.ts'
import { inlineContextProblem } from './inline-contexts.ts'
import { outcomeOf } from './json-ld-problem.ts'
import { type CheckResult, failed, passed } from './report.ts'

/** The keywords of a value object, the only ones that stand in a credential beside @context. */
const valueKeywords = new Set(['@value', '@language', '@direction'])

/**
 * Whether a member is something else than a plain term: an IRI, a keyword outside of a value object
 * (JSON-LD passes over some of these in silence), or a name that JavaScript takes for itself.
 */
function isDisguise(object: JsonObject, member: string): boolean {
  if (Object.hasOwn(object, '@value')) return !valueKeywords.has(member)
  return member.includes(':') || member.startsWith('@') || member === '__proto__'
}

/**
 * Whether a type is written as an IRI, in full or with a prefix, where a context has a word for it: one
 * that looks for the word would take a badge for no badge, and a list for none.
 */
function isDisguisedType(type: unknown): boolean {
  if (typeof type !== 'string' || !type.includes(':')) return false
  const [prefix = ''] = type.split(':', 1)
  return hasOtherTerm(type, type) || bundledContextUrls.some((url) => definesTerm(url, prefix))
}

/** Members by which a verifier decides. They must be read where they were signed. */
const decisive = new Set([
  ...['issuer', 'credentialSubject', 'credentialStatus', 'credentialSchema', 'refreshService'],
  ...['validFrom', 'validUntil', 'issuanceDate', 'expirationDate', 'termsOfUse'],
  ...['relatedResource', 'evidence', 'endorsement', 'endorsementJwt'],
])

function contextProblem(value: unknown, document: JsonObject): CheckResult | null {
  const contexts = valuesOf(value)
  for (const context of contexts) {
    if (typeof context === 'string' && !isBundledContext(context)) {
      const shown = context.slice(0, 200)
      return failed(
        'unknown-context',
        `The document uses the context ${shown}, which this verifier does not know.`,
      )
    }
  }
  return inlineContextProblem(contexts, document)
}

/** What may have contexts of its own where it stands in another document. */
const contextual = ['VerifiableCredential', 'EnvelopedVerifiableCredential']

/**
 * A signature covers what a document means, not how it is written. One statement can be written in
 * several ways, and a verifier that reads JSON members sees only one of them: the holder of a
 * revoked credential could write `credentialStatus` as a full IRI, or move it to another place
 * that has the same id, and the proof would still hold. Such ways of writing are refused.
 */
function hiddenMeaning(document: JsonObject): CheckResult | null {
  const open: { object: JsonObject; name: string }[] = [{ object: document, name: '' }]
  for (let item = open.pop(); item; item = open.pop()) {
    const { object, name } = item
    for (const [member, value] of Object.entries(object)) {
      const shown = member.slice(0, 100)
      if (member === '@context') {
        const allowed =
          object === document ||
          name === 'proof' ||
          contextual.some((type) => hasType(object, type))
        const problem = allowed
          ? contextProblem(value, document)
          : failed('misplaced-context', 'A part of the document has contexts of its own.')
        if (problem) return problem
        continue
      }
      if (isDisguise(object, member)) {
        return failed('disguised-term', `The member "${shown}" is not written as a plain term.`)
      }
      if (member === 'type' && valuesOf(value).some(isDisguisedType)) {
        return failed(
          'disguised-term',
          'The document has a type that is not written as a plain term.',
        )
      }
      const isSame = document.id !== undefined && object.id === document.id
      if (object !== document && isSame && decisive.has(member)) {
        return failed('split-credential', `The member "${shown}" of the credential is misplaced.`)
      }
      for (const inner of valuesOf(value).flat(Number.POSITIVE_INFINITY)) {
        if (isObject(inner)) open.push({ object: inner, name: member })
      }
    }
  }
  return null
}

/**
 * The contexts and terms of a document (VC Data Integrity 1.0, section 2.4.1, context validation):
 * only bundled contexts and harmless ones of its own, no term that they leave undefined, nothing
 * written in disguise.
 */
export async function checkContext(
  document: JsonObject,
  jsonLd: JsonLdProcessor,
): Promise<CheckResult> {
  const hidden = hiddenMeaning(document)
  if (hidden) return hidden
  const { proof: _, ...unsecured } = document
  const problem = await jsonLd.problemOf(unsecured)
  if (problem) return outcomeOf(problem)
  return passed('All terms of the document are defined by contexts that this verifier knows.')
}
