import { isDeepStrictEqual } from 'node:util'
import {
  isObject,
  type JsonObject,
  upgradedBadgeObject,
  valuesOf,
} from '../../credentials/index.ts'
import { type BadgeObject, isSameUrl } from './objects.ts'

/** An array of one is the same as its value, and a context says nothing about a badge. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? plain(value[0]) : value.map(plain)
  if (!isObject(value)) return value
  const members = Object.entries(value).filter(([name]) => name !== '@context')
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]))
}

const isSame = (one: unknown, other: unknown) => isDeepStrictEqual(plain(one), plain(other))

const idOf = (reference: unknown) => (isObject(reference) ? reference.id : reference)

/** Whether two references mean the same object, by its address where it has one. */
function refersToSame(one: unknown, other: unknown): boolean {
  const [id, otherId] = [idOf(one), idOf(other)]
  return id === undefined || otherId === undefined ? isSame(one, other) : isSameUrl(id, otherId)
}

/**
 * Whether a presented assertion says what the one at its address says: the same members, however they
 * are ordered, about the same badge. Where the issuer has moved to another version since, it may say
 * more there, and write addresses in another form.
 */
export function isSameAssertion(presented: BadgeObject, published: BadgeObject): boolean {
  const { badge, ...rest } = presented.object
  const { badge: publishedBadge, ...publishedRest } = published.object
  if (!refersToSame(badge, publishedBadge)) return false
  return presented.version === published.version
    ? isSame(rest, publishedRest)
    : isSame(rest.expires, publishedRest.expires) &&
        isPartOf(inEveryVersion(rest), inEveryVersion(publishedRest))
}

/** Without what only one version has: the `uid`, and how a badge says that it is to be verified. */
function inEveryVersion({ uid, verification, type, ...rest }: JsonObject): JsonObject {
  const addresses = Object.entries(rest)
    .filter(([name]) => name === 'evidence' || name === 'image')
    .map(([name, value]) => [name, valuesOf(value).map(idOf)])
  return { ...rest, ...Object.fromEntries(addresses) }
}

/**
 * Whether what a presented assertion embeds of badge and issuer is what they say themselves. It may
 * be less.
 */
export function embedsTheSame(
  { object: { badge }, version }: BadgeObject,
  published: { badge: JsonObject; issuer: JsonObject },
): boolean {
  if (!isObject(badge)) return true
  const { issuer } = badge
  return (
    isPartOf(upgradedBadgeObject(badge, 'BadgeClass', { version }), published.badge) &&
    (issuer === undefined || refersToSame(issuer, published.badge.issuer)) &&
    (!isObject(issuer) ||
      isPartOf(upgradedBadgeObject(issuer, 'Issuer', { version }), published.issuer))
  )
}

/** Addresses and references are compared by themselves. */
const references = ['@context', 'id', 'issuer']

function isPartOf(part: JsonObject, whole: JsonObject): boolean {
  return Object.entries(part).every(
    ([name, value]) => references.includes(name) || isSame(value, whole[name]),
  )
}
