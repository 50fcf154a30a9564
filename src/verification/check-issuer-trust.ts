import type { JsonObject } from '../credentials/index.ts'
import type { VerificationEnvironment } from './environment.ts'
import { issuerIdOf } from './issuer.ts'
import { quoted } from './quoted.ts'
import { type CheckResult, failed, inconclusive, passed, skipped } from './report.ts'

/**
 * Whether a registry that the operator of the verifier relies on lists the issuer. That nobody lists
 * it says nothing against a credential, unless the operator wants every issuer listed.
 */
export async function checkIssuerTrust(
  document: JsonObject,
  environment: VerificationEnvironment,
): Promise<CheckResult> {
  const issuer = issuerIdOf(document)
  if (!environment.findIssuer || typeof issuer !== 'string') {
    return skipped('This verifier keeps no registry of issuers.')
  }
  const found = await environment.findIssuer(issuer).catch(() => undefined)
  if (found === undefined) return skipped('The registries of issuers could not be read.')
  if (found === null) return skipped('This verifier keeps no registry of issuers.')
  const { listings, unread, required } = found
  const [listing] = listings
  if (listing) {
    const names = listings.map(({ registry }) => quoted(registry)).join(', ')
    return passed(`The issuer is listed in ${names} as ${quoted(listing.name)}.`)
  }
  if (unread.length > 0) {
    const detail =
      'Not every registry of issuers could be read; those that were do not list this one.'
    return required ? inconclusive('registry-unavailable', detail) : skipped(detail)
  }
  const detail = 'No registry that this verifier knows lists the issuer.'
  return required ? failed('issuer-not-listed', detail) : skipped(detail)
}
