import { isObject, verifyCredentialJwt } from '../../credentials/index.ts'
import type { VerificationEnvironment } from '../environment.ts'
import { type CheckResult, failed, inconclusive, passed } from '../report.ts'
import { type Findings, isEnding, type Results } from './findings.ts'
import { signingKeys } from './keys.ts'
import { type BadgeObject, isSameHost, isWebAddress, referredTo } from './objects.ts'
import { unsigned } from './outcomes.ts'
import { checkRevocationList } from './revocations.ts'

/**
 * Verifies a signed badge (Open Badges 2.0, "SignedBadge Verification"): one of the keys that its
 * issuer acknowledges signed it, and the issuer has not put it on its list of withdrawn ones.
 *
 * @param jws The compact JWS that the assertion was taken from; null when it came without.
 */
export async function examineSigned(
  jws: string | null,
  presented: BadgeObject,
  environment: VerificationEnvironment,
): Promise<Findings> {
  const { object: assertion, version } = presented
  const ended = (results: Results, parts: Findings['parts'] = { assertion }) => ({ results, parts })
  if (jws === null) return ended({ proof: unsigned })
  const claimed = { version, embedded: isClaimable(assertion.badge), environment }
  const badge = await referredTo(assertion.badge, 'BadgeClass', claimed)
  if (isEnding(badge)) return ended({ [badge.check]: badge.result })
  const some = { assertion, badge: badge.object }
  // Never as it is embedded: its keys are what tells the issuer's signature from a stranger's.
  const issuer = await referredTo(badge.object.issuer, 'Issuer', {
    version: badge.version,
    environment,
  })
  if (isEnding(issuer)) return ended({ [issuer.check]: issuer.result }, some)
  const parts = { ...some, issuer: issuer.object }
  if (!isWebAddress(issuer.object.id)) {
    const detail = 'The badge names its issuer in a way that leads to no keys of the issuer.'
    return ended({ 'issuer-key': inconclusive('issuer-not-hosted', detail) }, parts)
  }
  // By what the issuer publishes: how old a badge looks, whoever forges it decides.
  const isLegacy = issuer.version !== '2.0'
  const keys = await signingKeys(assertion, issuer.object, { isLegacy, environment })
  if (isEnding(keys)) return ended({ [keys.check]: keys.result }, parts)
  const proof = await checkSignature(jws, keys.jwks, keys.missing)
  if (proof.outcome !== 'passed') return ended({ proof }, parts)
  return ended(
    {
      proof,
      'issuer-key': passed('The key that signed the badge belongs to the issuer.'),
      status: await checkRevocationList(assertion, issuer.object, environment),
    },
    parts,
  )
}

/**
 * Whether an embedded badge may be what its issuer claimed when it signed: it has no address, or one
 * on the host of the issuer. Under an address elsewhere lies somebody else's badge, whatever is claimed.
 */
function isClaimable(badge: unknown): boolean {
  if (!isObject(badge)) return false
  const { id, issuer } = badge
  return !isWebAddress(id) || isSameHost(id, isObject(issuer) ? issuer.id : issuer)
}

/** @param missing why there are not more keys, which counts where none of those that are there fits */
async function checkSignature(
  jws: string,
  jwks: unknown[],
  missing: CheckResult | null,
): Promise<CheckResult> {
  let first: CheckResult | null = null
  for (const jwk of jwks) {
    const verdict = await verifyCredentialJwt(jws, jwk)
    if (verdict.verified) return passed('The badge is exactly as it was signed.')
    first ??= failed(verdict.code, verdict.detail)
  }
  const none = failed('key-not-found', 'There is no key to check the signature of the badge with.')
  return missing ?? first ?? none
}
