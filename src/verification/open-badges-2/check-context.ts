import {
  isBadgeTerm,
  isObject,
  type JsonObject,
  OPEN_BADGES_V1,
  OPEN_BADGES_V2,
  valuesOf,
} from '../../credentials/index.ts'
import { quoted } from '../quoted.ts'
import { type CheckResult, failed } from '../report.ts'

/** Keywords of an inline context that leave the terms of the standard what they are. */
const harmlessKeywords = new Set(['@language', '@vocab', '@version'])

/** What JSON-LD lets somebody write instead of the terms that a verifier decides by. */
const disguise = /^(@|__proto__$|(obi|sec):|https:\/\/w3id\.org\/(openbadges|security)#)/

function isDisguise(member: string): boolean {
  return disguise.test(member) && member !== '@language'
}

function problemOf(context: unknown): CheckResult | null {
  if (context === OPEN_BADGES_V1 || context === OPEN_BADGES_V2) return null
  if (typeof context === 'string') {
    const shown = quoted(context)
    return failed(
      'unknown-context',
      `The badge uses the context ${shown}, which this verifier does not know.`,
    )
  }
  const names = isObject(context) ? Object.keys(context) : ['@context']
  const redefined = names.find(isBadgeTerm)
  if (redefined !== undefined) {
    const detail = `The badge gives the standard’s word ${quoted(redefined)} another meaning.`
    return failed('redefined-term', detail)
  }
  if (names.every((name) => !name.startsWith('@') || harmlessKeywords.has(name))) return null
  const detail =
    'The badge brings its own rules for reading it, so it may not mean what it seems to.'
  return failed('inline-context', detail)
}

/**
 * What is wrong with the contexts of a badge object (Open Badges 2.0, "Additional Properties" and
 * "Extensions"); null when nothing is. No context is ever fetched.
 *
 * A badge is believed as its bytes, and read by the names of the standard. So whatever could give
 * these names another meaning is refused: a context that is not known, one in the document that
 * redefines a term, members that say the same by another name. What an issuer adds under names of its
 * own is not read, and neither are the contexts in there.
 *
 * @param object As `readBadgeObject` gives it, which bounds its depth.
 * @param isPart Whether it stands in another, whose contexts go for it too.
 */
export function badgeContextProblem(object: JsonObject, isPart = false): CheckResult | null {
  const contexts = valuesOf(object['@context'])
  if (!isPart && contexts.length > 0 && !contexts.some((one) => typeof one === 'string')) {
    return failed('unknown-context', 'The badge does not use the context of the standard.')
  }
  for (const [member, value] of Object.entries(object)) {
    if (member === '@context') {
      for (const context of contexts) {
        const problem = problemOf(context)
        if (problem) return problem
      }
      continue
    }
    if (isDisguise(member)) {
      return failed(
        'disguised-term',
        `The member ${quoted(member)} is not written as a plain term.`,
      )
    }
    if (!isBadgeTerm(member)) continue
    for (const inner of valuesOf(value).flat(Number.POSITIVE_INFINITY)) {
      const problem = isObject(inner) ? badgeContextProblem(inner, true) : null
      if (problem) return problem
    }
  }
  return null
}
