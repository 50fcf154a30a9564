import { type BadgeParts, isObject, type JsonObject, valuesOf } from '../../credentials/index.ts'
import { type CheckResult, failed, inconclusive, passed } from '../report.ts'
import { isSameHost, isWebAddress, redirected } from './objects.ts'

const elsewhere = failed(
  'origin-not-issuers',
  'The badge is published at an address that is not its issuer’s.',
)

/**
 * Whether a hosted badge is published where its issuer publishes badges (Open Badges 2.0, "HostedBadge
 * Verification" and VerificationObject), by what the issuer's own profile says: addresses that begin
 * with `startsWith`, hosts of `allowedOrigins`; where it says neither, the host of the profile itself.
 * The description of the badge has to lie on one of these hosts too, or the issuer's own.
 *
 * @param issuer The profile as it lies at its address; of 0.5 it is part of the badge, and its `url`
 *   is the origin.
 * @param options.publishedAt Where the assertion came from in the end, after redirects.
 */
export function checkHostedScope(
  { assertion, badge, issuer }: { [part in keyof BadgeParts]-?: JsonObject },
  { publishedAt, isOldest }: { publishedAt: string; isOldest: boolean },
): CheckResult {
  const home = isOldest ? issuer.url : issuer.id
  if (!isWebAddress(home)) {
    const detail = 'The badge names its issuer in a way that leads to no profile of the issuer.'
    return inconclusive('issuer-not-hosted', detail)
  }
  const policy = isObject(issuer.verification) ? issuer.verification : {}
  const { verificationProperty: property = 'id' } = policy
  if (property !== 'id' && property !== '@id') {
    const detail =
      'The issuer asks for its badges to be checked in a way this verifier does not know.'
    return inconclusive('verification-unsupported', detail)
  }
  const prefixes = valuesOf(policy.startsWith)
  const origins = valuesOf(policy.allowedOrigins)
  const isNamed = prefixes.length + origins.length > 0
  const { id } = assertion
  if (prefixes.length > 0 && !prefixes.some((prefix) => startsWith(id, prefix))) return elsewhere
  if (origins.length > 0 && !origins.some((origin) => isAt(id, origin))) return elsewhere
  if (!isNamed && !isSameHost(id, home)) return elsewhere
  const hosts = [...origins, ...prefixes, home]
  if (isWebAddress(badge.id) && !hosts.some((host) => isAt(badge.id, host))) return elsewhere
  if (!hosts.some((host) => isAt(publishedAt, host))) return redirected
  return passed('The badge is published where its issuer publishes badges.')
}

/** Whether an address is on a host, which is written as a name, with its port, or as an URL. */
function isAt(address: unknown, host: unknown): boolean {
  if (isWebAddress(host)) return isSameHost(address, host)
  if (!isWebAddress(address)) return false
  const url = new URL(address)
  return [url.host, url.hostname].includes(String(host).toLowerCase())
}

/** Compared as URLs, so that no `..` leads out of the prefix and no host only begins like another. */
function startsWith(address: unknown, prefix: unknown): boolean {
  if (!isSameHost(address, prefix)) return false
  return new URL(String(address)).href.startsWith(new URL(String(prefix)).href)
}
