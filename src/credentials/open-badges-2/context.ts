/** The JSON-LD context of Open Badges 2.0, which each of its documents names. */
export const OPEN_BADGES_V2 = 'https://w3id.org/openbadges/v2'

/** The JSON-LD context of Open Badges 1.1; earlier versions had none. */
export const OPEN_BADGES_V1 = 'https://w3id.org/openbadges/v1'

/** The terms of both contexts: what a badge object of the standard is written in. */
const terms = new Set([
  ...['id', 'type', 'extensions', 'obi', 'validation', 'cred', 'dc', 'schema', 'sec', 'xsd'],
  ...['AlignmentObject', 'CryptographicKey', 'Endorsement', 'Assertion', 'BadgeClass', 'Criteria'],
  ...['Evidence', 'Extension', 'FrameValidation', 'IdentityObject', 'Image', 'HostedBadge'],
  ...['hosted', 'Issuer', 'IssuerOrg', 'Profile', 'RevocationList', 'SignedBadge', 'signed'],
  ...['TypeValidation', 'VerificationObject', 'author', 'caption', 'claim', 'created', 'creator'],
  ...['description', 'email', 'endorsement', 'expires', 'genre', 'image', 'name', 'owner'],
  ...['publicKey', 'publicKeyPem', 'related', 'startsWith', 'tags', 'targetDescription'],
  ...['targetFramework', 'targetName', 'targetUrl', 'telephone', 'url', 'version', 'alignment'],
  ...['allowedOrigins', 'audience', 'badge', 'criteria', 'endorsementComment', 'evidence'],
  ...['hashed', 'identity', 'issuedOn', 'issuer', 'narrative', 'recipient', 'revocationList'],
  ...['revocationReason', 'revoked', 'revokedAssertions', 'salt', 'targetCode', 'uid'],
  ...['validatesType', 'validationFrame', 'validationSchema', 'verification'],
  ...['verificationProperty', 'verify'],
])

/** Whether a name is a term that Open Badges 2.0 or 1.1 defines. */
export function isBadgeTerm(name: string): boolean {
  return terms.has(name)
}
