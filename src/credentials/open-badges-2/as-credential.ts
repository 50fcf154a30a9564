import { badgeTime } from '../badge-times.ts'
import { isObject, type JsonObject, valuesOf, withoutEmpty } from '../json.ts'
import { documentTime } from '../times.ts'

/** What is known of a badge of Open Badges 2.0: its assertion, and what that names. */
export type BadgeParts = {
  assertion: JsonObject
  badge?: JsonObject | undefined
  issuer?: JsonObject | undefined
}

/**
 * A badge of Open Badges 2.0 in the words of 3.0, for readers that show a credential: summary and
 * pages. It is not a credential: nobody signed it.
 */
export function badgeAsCredential({ assertion, badge = {}, issuer }: BadgeParts): JsonObject {
  return withoutEmpty({
    id: assertion.id,
    type: ['Assertion'],
    image: imageOf(assertion.image),
    issuer: issuerOf(issuer ?? badge.issuer),
    validFrom: timeOf(assertion.issuedOn),
    validUntil: timeOf(assertion.expires),
    credentialSubject: withoutEmpty({
      identifier: identifierOf(assertion.recipient),
      narrative: assertion.narrative,
      achievement: withoutEmpty({
        id: badge.id ?? (isObject(assertion.badge) ? undefined : assertion.badge),
        name: badge.name,
        description: badge.description,
        criteria: isObject(badge.criteria) ? badge.criteria : { id: badge.criteria },
        image: imageOf(badge.image),
        alignment: badge.alignment,
        tag: badge.tags,
      }),
    }),
    evidence: valuesOf(assertion.evidence).map((one) => (isObject(one) ? one : { id: one })),
  })
}

function timeOf(value: unknown): string | undefined {
  const time = badgeTime(value)
  return time === null ? undefined : documentTime(time)
}

function imageOf(image: unknown): JsonObject | undefined {
  if (image === undefined) return undefined
  return isObject(image) ? image : { id: image, type: 'Image' }
}

function issuerOf(issuer: unknown): JsonObject | undefined {
  if (!isObject(issuer)) return issuer === undefined ? undefined : { id: issuer }
  const { id, name, url, email, description, image } = issuer
  return withoutEmpty({
    id,
    type: ['Profile'],
    name,
    url,
    email,
    description,
    image: imageOf(image),
  })
}

function identifierOf(recipient: unknown): JsonObject[] {
  if (!isObject(recipient)) return []
  const { type, identity, hashed, salt } = recipient
  const [kind = 'identifier'] = valuesOf(type).map(String)
  const identityType = kind === 'email' ? 'emailAddress' : kind
  return [
    withoutEmpty({ type: 'IdentityObject', identityType, identityHash: identity, hashed, salt }),
  ]
}
