import {
  isObject,
  type JsonObject,
  upgradedRevocationList,
  valuesOf,
} from '../../credentials/index.ts'
import type { VerificationEnvironment } from '../environment.ts'
import { type CheckResult, failed, inconclusive, passed, skipped } from '../report.ts'
import { isEnding } from './findings.ts'
import { badgeObject, loadJson } from './objects.ts'
import { revokedFor } from './outcomes.ts'

/**
 * Whether the issuer has withdrawn a signed badge: the list that its own profile names as
 * `revocationList` has the `id` of the badge, or the `uid` that badges had before (Open Badges 2.0,
 * RevocationList).
 */
export async function checkRevocationList(
  assertion: JsonObject,
  issuer: JsonObject,
  environment: VerificationEnvironment,
): Promise<CheckResult> {
  if (typeof issuer.revocationList !== 'string') {
    return skipped('The issuer publishes no list of withdrawn badges.')
  }
  const loaded = await loadJson(issuer.revocationList, environment)
  if (!('json' in loaded) || loaded.gone) {
    const detail = 'The list that tells whether the badge was withdrawn could not be fetched.'
    return inconclusive('status-list-unavailable', detail)
  }
  const list = badgeObject(upgradedRevocationList(loaded.json), 'RevocationList')
  if (isEnding(list)) {
    const detail = 'The address of the list of withdrawn badges leads to something else.'
    return failed('status-list-invalid', detail)
  }
  const { id, uid } = assertion
  const entry = valuesOf(list.object.revokedAssertions).find((one) =>
    isObject(one)
      ? one.revoked !== false && (one.id === id || (uid !== undefined && one.uid === uid))
      : one === id,
  )
  if (entry === undefined) return passed('The issuer has not withdrawn the badge.')
  return revokedFor(isObject(entry) ? entry.revocationReason : null)
}
