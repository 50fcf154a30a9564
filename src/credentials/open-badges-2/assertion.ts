import { isObject, type JsonObject, valuesOf, withoutEmpty } from '../json.ts'
import { OPEN_BADGES_V2 } from './context.ts'

/** Where the 2.0 edition of an award and what belongs to it are served: absolute URLs. */
export type HostedAddresses = {
  /** Of the assertion itself; hosted verification reads it again from there. */
  id: string
  /** Of the BadgeClass: the version that was awarded. */
  badge: string
  /** Of the picture that the assertion is baked into. */
  image: string
}

/**
 * The Assertion (Open Badges 2.0) that says what a credential of ours says: same recipient, times,
 * narrative and evidence. It is not signed: who wants to believe it reads it from its `id`
 * (`HostedBadge`).
 *
 * The recipient is the hashed e-mail address of the award, with the salt and the very hash that stand
 * in the credential, for both standards hash alike; without one it is the opaque id of the subject.
 *
 * @param credential A signed or unsigned credential, as `openBadgeCredential` builds it.
 */
export function hostedAssertion(credential: JsonObject, addresses: HostedAddresses): JsonObject {
  const subject = isObject(credential.credentialSubject) ? credential.credentialSubject : {}
  return withoutEmpty({
    '@context': OPEN_BADGES_V2,
    id: addresses.id,
    type: 'Assertion',
    recipient: recipientOf(subject),
    badge: addresses.badge,
    verification: { type: 'HostedBadge' },
    issuedOn: credential.validFrom,
    expires: credential.validUntil,
    image: addresses.image,
    narrative: subject.narrative,
    evidence: valuesOf(credential.evidence)
      .filter(isObject)
      .map((one) => ({ ...one, type: 'Evidence' })),
  })
}

/** An IdentityObject (Open Badges 2.0). */
function recipientOf(subject: JsonObject): JsonObject {
  const email = valuesOf(subject.identifier)
    .filter(isObject)
    .find(({ identityType, hashed }) => identityType === 'emailAddress' && hashed === true)
  return email === undefined
    ? { type: 'id', hashed: false, identity: subject.id }
    : withoutEmpty({ type: 'email', hashed: true, identity: email.identityHash, salt: email.salt })
}

/**
 * What is served with 410 in the place of an Assertion that no longer holds (Open Badges 2.0,
 * Hosted Verification): nothing of what it said.
 *
 * @param reason Why, for anybody to read.
 */
export function revokedAssertion(id: string, reason: string): JsonObject {
  return {
    '@context': OPEN_BADGES_V2,
    id,
    type: 'Assertion',
    revoked: true,
    revocationReason: reason,
  }
}
