import { hasType, isObject, STATUS_LIST_SIZE, valuesOf } from '../../credentials/index.ts'
import type { Signed } from '../check-signed.ts'
import { checkValidity } from '../check-validity.ts'
import type { Presented } from '../presented.ts'
import { type CheckResult, failed, inconclusive } from '../report.ts'
import type { ListEntry } from './entry.ts'

/**
 * Shape, contexts, proof and issuer key of a status list credential, by the same checks as of any
 * other, its own status left aside.
 */
export type ListTrust = { now: Date; checkSigned(credential: Presented): Promise<Signed> }

export const invalidList = (detail: string): CheckResult => failed('status-list-invalid', detail)

/** The least size of a list of each kind, in entries. */
export const LEAST_ENTRIES = STATUS_LIST_SIZE

/**
 * Whether a loaded status list credential can be believed for a status entry (Bitstring Status List
 * 1.0, section 3.2): signed by its issuer, the list that the entry names, of the entry's purpose,
 * and current. A list that is out of date is no evidence either way.
 *
 * @returns the `encodedList`, or the outcome of the check without one
 */
export async function readListCredential(
  presented: Presented,
  entry: ListEntry,
  trust: ListTrust,
): Promise<string | CheckResult> {
  const { document, checks } = await trust.checkSigned(presented)
  if (!document || checks.some((check) => check.outcome === 'failed')) {
    return invalidList('The status list is not properly signed by its issuer.')
  }
  if (checks.some((check) => check.outcome === 'inconclusive')) {
    const detail =
      'The status list could not be checked, since the keys of its issuer could not be fetched.'
    return inconclusive('status-list-unverifiable', detail)
  }
  const { credentialSubject: list } = document
  if (
    !hasType(document, entry.kind.credential) ||
    !isObject(list) ||
    !hasType(list, entry.kind.list)
  ) {
    return invalidList('What the credential names as its status list is none.')
  }
  if (document.id !== undefined && document.id !== entry.url) {
    return invalidList('The status list is another than the one that the credential names.')
  }
  if (!valuesOf(list.statusPurpose).includes(entry.purpose)) {
    return invalidList('The status list serves another purpose than the credential says.')
  }
  const { encodedList } = list
  if (typeof encodedList !== 'string' || encodedList.startsWith('u') !== entry.kind.multibase) {
    return invalidList('The status list cannot be read.')
  }
  if (checkValidity(document, trust.now).outcome === 'failed') {
    const detail = 'The status list is out of date, so it does not tell how things stand now.'
    return inconclusive('status-list-outdated', detail)
  }
  return encodedList
}
