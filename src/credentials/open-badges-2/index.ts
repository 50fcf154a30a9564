/**
 * Open Badges 2.0 and before: the documents that say what our credentials say, for backpacks that
 * know nothing newer, and the documents of others, read, upgraded to 2.0 and held against its shapes.
 */

export { type HostedUrls, hostedUrls } from './addresses.ts'
export { type BadgeParts, badgeAsCredential } from './as-credential.ts'
export { type HostedAddresses, hostedAssertion, revokedAssertion } from './assertion.ts'
export { hostedBadgeClass } from './badge-class.ts'
export { isBadgeTerm, OPEN_BADGES_V1, OPEN_BADGES_V2 } from './context.ts'
export { hostedIssuer } from './issuer.ts'
export { jwkOfPem } from './key-pem.ts'
export { readBadgeObject } from './read.ts'
export {
  type BadgeVersion,
  badgeVersionOf,
  upgradedBadgeObject,
  upgradedRevocationList,
} from './upgrade.ts'
