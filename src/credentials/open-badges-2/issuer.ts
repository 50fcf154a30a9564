import { type JsonObject, withoutEmpty } from '../json.ts'
import type { ProfileInput } from '../profile-document.ts'
import { OPEN_BADGES_V2 } from './context.ts'

/**
 * The Profile of an issuer (Open Badges 2.0), with the rule by which its assertions are to be
 * believed: only those whose id begins with a certain URL.
 *
 * `startsWith` rather than `allowedOrigins`: a validator in wide use takes only host names without a
 * port for the latter and then compares them with the port.
 *
 * @param profile With its e-mail address and home page, which 2.0 requires of issuers.
 * @param addresses.id Where this Profile is served in 2.0, on the origin of the assertions.
 * @param addresses.assertions What the id of each of its assertions begins with.
 */
export function hostedIssuer(
  profile: ProfileInput & { email: string; url: string },
  addresses: { id: string; assertions: string },
): JsonObject {
  return withoutEmpty({
    '@context': OPEN_BADGES_V2,
    id: addresses.id,
    type: 'Issuer',
    name: profile.name,
    url: profile.url,
    email: profile.email,
    description: profile.description,
    image: profile.image?.id,
    verification: { type: 'VerificationObject', startsWith: addresses.assertions },
  })
}
