import { upgradedTime } from '../badge-times.ts'
import { isObject, type JsonObject, valuesOf, withoutEmpty } from '../json.ts'
import { OPEN_BADGES_V1 } from './context.ts'

/** The versions of Open Badges before 3.0, by the form of their documents; 2.1 has that of 2.0. */
export type BadgeVersion = '0.5' | '1.0' | '1.1' | '2.0'

/** The classes of badge objects that were otherwise before 2.0. */
type UpgradedClass = 'Assertion' | 'BadgeClass' | 'Issuer'

/** Which version a badge object is written in: its context says so, or what came before contexts. */
export function badgeVersionOf(object: JsonObject): BadgeVersion {
  const contexts = valuesOf(object['@context'])
  if (contexts.length > 0) return contexts.includes(OPEN_BADGES_V1) ? '1.1' : '2.0'
  return typeof object.recipient === 'string' ? '0.5' : '1.0'
}

/**
 * A badge object of any version in the form of 2.0, as the reference validator of the standard
 * upgrades it (Open Badges 2.0, "History"; 1.1, sections "Assertion" to "Issuer Profile").
 *
 * @param object As `readBadgeObject` gives it.
 * @param options.version What it is written in; what is embedded is of its document's version.
 * @param options.url Where it was found, which was its identity before 1.1 gave it an `id`.
 */
export function upgradedBadgeObject(
  object: JsonObject,
  className: UpgradedClass,
  options: { version: BadgeVersion; url?: string | undefined },
): JsonObject {
  const { version, url } = options
  const named = version === '2.0' ? object : { ...object, id: object.id ?? url }
  switch (className) {
    case 'Assertion':
      return withoutEmpty(assertion(named, version))
    case 'BadgeClass':
      return version === '2.0' ? object : withoutEmpty(badgeClass(named))
    case 'Issuer':
      return version === '2.0' ? object : withoutEmpty(issuer(named))
  }
}

const verificationTypes: { [alias: string]: string } = {
  hosted: 'HostedBadge',
  signed: 'SignedBadge',
}

function assertion(object: JsonObject, version: BadgeVersion): JsonObject {
  const { verify, ...rest } = object
  const given = rest.verification ?? verify
  const { url, ...method } = isObject(given) ? given : {}
  const type = verificationTypes[String(method.type)] ?? method.type
  const verification = isObject(given) ? { ...method, type } : given
  if (version === '2.0') return { ...rest, verification }
  if (version === '0.5') return ofMozilla(rest)
  const signed = type === 'SignedBadge'
  return {
    ...rest,
    type: rest.type ?? 'Assertion',
    // A uid is unique with its issuer only, which is enough to tell an award from others.
    id: rest.id ?? (signed ? uidOf(rest) : url),
    verification: signed ? withoutEmpty({ creator: url, ...method, type }) : verification,
    recipient: recipient(rest.recipient),
    issuedOn: upgradedTime(rest.issuedOn),
    expires: upgradedTime(rest.expires),
  }
}

function uidOf({ uid }: JsonObject): string | undefined {
  return typeof uid === 'string' ? `uid:${uid}` : undefined
}

function recipient(value: unknown): unknown {
  if (!isObject(value)) return value
  const { hashed } = value
  return { ...value, hashed: hashed === 'true' ? true : hashed === 'false' ? false : hashed }
}

/** 0.5: the e-mail address or its hash in place of the recipient, badge and issuer embedded. */
function ofMozilla(object: JsonObject): JsonObject {
  const { recipient: identity, salt, issued_on, badge, ...rest } = object
  const inner = isObject(badge) ? badge : {}
  const maker = isObject(inner.issuer) ? inner.issuer : {}
  const absolute = (address: unknown) =>
    typeof address === 'string' && typeof maker.origin === 'string'
      ? (URL.parse(address, maker.origin)?.href ?? address)
      : address
  const { contact, origin, org, ...named } = maker
  const name = typeof org === 'string' && named.name ? `${named.name}: ${org}` : named.name
  return {
    ...rest,
    type: 'Assertion',
    recipient: withoutEmpty({
      type: 'email',
      hashed: !String(identity).includes('@'),
      identity,
      salt,
    }),
    issuedOn: upgradedTime(rest.issuedOn ?? issued_on),
    expires: upgradedTime(rest.expires),
    evidence: absolute(rest.evidence),
    verification: { type: 'HostedBadge' },
    badge: withoutEmpty({
      ...inner,
      type: 'BadgeClass',
      image: absolute(inner.image),
      criteria: absolute(inner.criteria),
      issuer: withoutEmpty({ ...named, type: 'Issuer', name, url: origin, email: contact }),
    }),
  }
}

function badgeClass(object: JsonObject): JsonObject {
  return {
    ...object,
    type: object.type ?? 'BadgeClass',
    alignment: valuesOf(object.alignment).map((one) => {
      if (!isObject(one)) return one
      const { url, name, description, ...rest } = one
      return withoutEmpty({
        targetName: name,
        targetUrl: url,
        targetDescription: description,
        ...rest,
      })
    }),
  }
}

function issuer(object: JsonObject): JsonObject {
  const types = valuesOf(object.type).map((type) => (type === 'IssuerOrg' ? 'Issuer' : type))
  return { ...object, type: types.length === 0 ? 'Issuer' : types }
}

/**
 * A list of revoked badges in the form of 2.0. In 1.x it is an object with the `uid` or `id` of each
 * as the name of a member, and the reason as its value, whatever that is.
 *
 * @param list Anything that was parsed from JSON.
 */
export function upgradedRevocationList(list: unknown): unknown {
  if (!isObject(list) || list.revokedAssertions !== undefined || list.type !== undefined)
    return list
  const revokedAssertions = Object.entries(list)
    .filter(([name]) => name !== '@context')
    .map(([name, reason]) => ({
      id: name,
      uid: name,
      ...(typeof reason === 'string' ? { revocationReason: reason } : {}),
    }))
  return { type: 'RevocationList', revokedAssertions }
}
