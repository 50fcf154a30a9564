import { hasType, isObject, STATUS_LIST_SIZE, valuesOf } from '../credentials/index.ts'
import { checkValidity } from './check-validity.ts'
import { type Check, type CheckResult, failed, inconclusive } from './report.ts'

/**
 * Shape, contexts, proof and issuer key of a status list credential, by the same checks as of any
 * other, its own status left aside.
 */
export type ListTrust = { now: Date; checkSigned(credential: unknown): Promise<Check[]> }

const invalid = (detail: string): { problem: CheckResult } => ({
  problem: failed('status-list-invalid', detail),
})

/**
 * Whether a loaded status list credential can be believed for a status entry (Bitstring Status List
 * 1.0, section 3.2): signed by its issuer, the list that the entry names, of the entry's purpose,
 * and current. A list that is out of date is no evidence either way.
 */
export async function listProblem(
  credential: unknown,
  entry: { url: string; purpose: string },
  trust: ListTrust,
): Promise<{ problem: CheckResult } | { encodedList: string; leastSize: number }> {
  const checks = await trust.checkSigned(credential)
  if (checks.some((check) => check.outcome === 'failed')) {
    return invalid('The status list is not properly signed by its issuer.')
  }
  const open = checks.find((check) => check.outcome === 'inconclusive')
  if (open) {
    const detail =
      'The status list could not be checked, since the keys of its issuer could not be fetched.'
    return { problem: inconclusive('status-list-unverifiable', detail) }
  }
  if (!isObject(credential) || !hasType(credential, 'BitstringStatusListCredential')) {
    return invalid('What the credential names as its status list is none.')
  }
  if (credential.id !== undefined && credential.id !== entry.url) {
    return invalid('The status list is another than the one that the credential names.')
  }
  const subject = credential.credentialSubject
  if (!isObject(subject) || !hasType(subject, 'BitstringStatusList')) {
    return invalid('What the credential names as its status list is none.')
  }
  if (!valuesOf(subject.statusPurpose).includes(entry.purpose)) {
    return invalid('The status list serves another purpose than the credential says.')
  }
  if (typeof subject.encodedList !== 'string') return invalid('The status list is empty.')
  if (checkValidity(credential, trust.now).outcome === 'failed') {
    const detail = 'The status list is out of date, so it does not tell how things stand now.'
    return { problem: inconclusive('status-list-outdated', detail) }
  }
  return { encodedList: subject.encodedList, leastSize: STATUS_LIST_SIZE }
}
