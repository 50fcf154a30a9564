import { type JsonObject, parseDocumentTime } from '../credentials/index.ts'
import { CLOCK_SKEW_MS } from './check-proof.ts'
import { type CheckResult, failed, passed } from './report.ts'

/**
 * Whether the present lies in the period for which the credential was issued: `validFrom` and
 * `validUntil` (VCDM 2.0, section 4.9), or `issuanceDate` and `expirationDate` (VCDM 1.1, sections
 * 4.6 and 4.7).
 */
export function checkValidity(document: JsonObject, now: Date): CheckResult {
  for (const member of ['validFrom', 'issuanceDate']) {
    const from = parseDocumentTime(document[member])
    if (from && from.getTime() > now.getTime() + CLOCK_SKEW_MS) {
      return failed('not-yet-valid', `The credential is valid only from ${document[member]} on.`)
    }
  }
  for (const member of ['validUntil', 'expirationDate']) {
    const until = parseDocumentTime(document[member])
    if (until && until.getTime() < now.getTime()) {
      return failed('expired', `The credential was valid until ${document[member]}.`)
    }
  }
  return passed('The credential is valid at this time.')
}
