import type { BadgeParts } from '../../credentials/index.ts'
import type { VerificationEnvironment } from '../environment.ts'
import { failed, inconclusive, passed } from '../report.ts'
import { embedsTheSame, isSameAssertion } from './compare.ts'
import { type Findings, isEnding, type Results } from './findings.ts'
import {
  type BadgeObject,
  badgeObject,
  isSameUrl,
  isSigned,
  loadJson,
  referredTo,
} from './objects.ts'
import { revokedFor, unsigned } from './outcomes.ts'
import { checkHostedScope } from './scope.ts'

const differs = failed(
  'differs',
  'The badge at the address that this one names as its own says something else.',
)

/**
 * Verifies a hosted badge (Open Badges 2.0, "HostedBadge Verification"): believed is what lies at its
 * address, which has to be on the issuer's side, and what was presented has to say the same.
 *
 * A 404 is an answer: the issuer's server knows of no such badge, which is how one that somebody made
 * up looks. Only a server that does not answer, or not properly, leaves the question open.
 *
 * @param url Where the badge lies.
 * @param presented What somebody presented, null when that was no more than the address.
 */
export async function examineHosted(
  url: string,
  presented: BadgeObject | null,
  environment: VerificationEnvironment,
): Promise<Findings> {
  const shown = presented && { assertion: presented.object }
  const ended = (results: Results, parts: BadgeParts | null = shown) => ({ results, parts })
  const loaded = await loadJson(url, environment)
  if ('unavailable' in loaded) {
    const detail = 'The badge could not be fetched from the address where its issuer publishes it.'
    return ended({ proof: inconclusive('assertion-unavailable', detail) })
  }
  if ('absent' in loaded) {
    const detail = 'There is no badge at the address that this one names as its own.'
    return ended({ proof: failed('not-found', detail) })
  }
  const published = badgeObject(loaded.json, 'Assertion', { url })
  if (loaded.gone) {
    return ended({
      status: revokedFor(isEnding(published) ? null : published.object.revocationReason),
    })
  }
  if (isEnding(published)) {
    if (loaded.json === null) return ended({ proof: differs })
    return ended({ [published.check]: published.result })
  }
  const { object: assertion, version } = published
  if (!isSameUrl(assertion.id, url)) return ended({ proof: differs })
  if (assertion.revoked === true) return ended({ status: revokedFor(assertion.revocationReason) })
  if (isSigned(published)) return ended({ proof: unsigned })
  if (presented && !isSameAssertion(presented, published)) return ended({ proof: differs })

  const badge = await referredTo(assertion.badge, 'BadgeClass', { version, environment })
  if (isEnding(badge)) return ended({ [badge.check]: badge.result }, { assertion })
  const issuer = await referredTo(badge.object.issuer, 'Issuer', {
    version: badge.version,
    environment,
  })
  const some = { assertion, badge: badge.object }
  if (isEnding(issuer)) return ended({ [issuer.check]: issuer.result }, some)
  const parts = { ...some, issuer: issuer.object }
  if (presented && !embedsTheSame(presented, parts)) {
    return ended({ proof: differs }, parts)
  }
  const scope = checkHostedScope(parts, { publishedAt: loaded.url, isOldest: version === '0.5' })
  return ended(
    {
      proof: passed('The badge is published at its address, and says the same there.'),
      'issuer-key': scope,
      status: passed('The issuer still publishes the badge and has not withdrawn it.'),
    },
    parts,
  )
}
