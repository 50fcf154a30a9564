/**
 * Open Badges 2.0 with hosted verification: the documents that say what our credentials say, for
 * backpacks that know nothing newer.
 */
export { type HostedUrls, hostedUrls } from './addresses.ts'
export { type HostedAddresses, hostedAssertion, revokedAssertion } from './assertion.ts'
export { hostedBadgeClass } from './badge-class.ts'
export { OPEN_BADGES_V2 } from './context.ts'
export { hostedIssuer } from './issuer.ts'
