import { badgeTime } from '../badge-times.ts'
import { isObject, type JsonObject, valuesOf } from '../json.ts'
import {
  assertion,
  badgeClass,
  cryptographicKey,
  issuer,
  revocationList,
  revokedAssertion,
} from './badge-object-schemas.ts'
import type { ShapeProblem } from './problem.ts'
import { schemaProblems } from './schema-problems.ts'

const classes = {
  Assertion: assertion,
  BadgeClass: badgeClass,
  Issuer: issuer,
  CryptographicKey: cryptographicKey,
  RevocationList: revocationList,
}
/** The classes of badge objects that are read from outside. */
export type BadgeClassName = keyof typeof classes

/**
 * What is wrong with the shape of a badge object of Open Badges 2.0 or one that was upgraded to it
 * (section "Open Badges Vocabulary", and the rules of the data types in "Primitive datatypes");
 * empty when nothing is.
 *
 * @param options.upgraded It was of 1.x, which did not ask an issuer for an e-mail address.
 */
export function badgeObjectProblems(
  object: JsonObject,
  className: BadgeClassName,
  options: { upgraded: boolean },
): ShapeProblem[] {
  if (className === 'Assertion' && object.revoked === true) {
    return schemaProblems(revokedAssertion, object)
  }
  const problems = schemaProblems(classes[className], object)
  if (problems.length > 0) return problems
  switch (className) {
    case 'Assertion':
      return [
        ...timeProblems(object),
        ...recipientProblems(object.recipient),
        ...idProblems(object),
      ]
    case 'BadgeClass':
      return criteriaProblems(object.criteria)
    case 'Issuer':
      return object.email === undefined && !options.upgraded
        ? [{ field: 'email', detail: 'is required' }]
        : []
    default:
      return []
  }
}

function timeProblems(assertion: JsonObject): ShapeProblem[] {
  return ['issuedOn', 'expires']
    .filter((member) => assertion[member] !== undefined && badgeTime(assertion[member]) === null)
    .map((field) => ({
      field,
      detail: 'must be a time with its time zone, like 2026-01-31T12:00:00Z',
    }))
}

const hash = /^(md5\$[\da-f]{32}|sha256\$[\da-f]{64})$/i

function recipientProblems(value: unknown): ShapeProblem[] {
  const { type, identity, hashed } = isObject(value) ? value : {}
  const field = 'recipient.identity'
  if (hashed === hash.test(String(identity))) {
    const isAddress = /^[^@]+@[^@]+$/.test(String(identity))
    if (hashed || isAddress || !valuesOf(type).includes('email')) return []
    return [{ field, detail: 'must be an e-mail address' }]
  }
  return [{ field, detail: hashed ? 'must be a hash' : 'must not be a hash' }]
}

/** A hosted badge is known by its address; a signed one may have a UUID. */
function idProblems({ id, verification }: JsonObject): ShapeProblem[] {
  const { type } = isObject(verification) ? verification : {}
  if (valuesOf(type).includes('SignedBadge') || /^https?:/.test(String(id))) return []
  return [{ field: 'id', detail: 'must be the web address of the badge' }]
}

function criteriaProblems(criteria: unknown): ShapeProblem[] {
  if (!isObject(criteria) || criteria.id !== undefined || criteria.narrative !== undefined)
    return []
  return [{ field: 'criteria', detail: 'must say something: an id or a narrative' }]
}
