import {
  isAbsoluteIri,
  isObject,
  type JsonObject,
  readStatusList,
  valuesOf,
} from '../credentials/index.ts'
import type { VerificationEnvironment } from './environment.ts'
import { loadText } from './loading.ts'
import { type CheckResult, failed, inconclusive, passed, skipped } from './report.ts'
import { type ListTrust, listProblem } from './status-list.ts'

const MAX_ENTRIES = 10

const malformed = failed(
  'status-entry-malformed',
  'The credential does not say properly where its status can be looked up.',
)

async function checkEntry(
  entry: JsonObject,
  environment: VerificationEnvironment,
  trust: ListTrust,
): Promise<CheckResult> {
  if (!valuesOf(entry.type).includes('BitstringStatusListEntry')) {
    const detail = 'The credential can be revoked in a way that this verifier does not know.'
    return inconclusive('status-type-unsupported', detail)
  }
  const { statusPurpose: purpose, statusListIndex, statusListCredential: url } = entry
  if (typeof purpose !== 'string' || typeof url !== 'string' || !isAbsoluteIri(url))
    return malformed
  if (typeof statusListIndex !== 'string' || !/^\d{1,15}$/.test(statusListIndex)) return malformed
  if (entry.statusSize !== undefined && entry.statusSize !== 1) {
    const detail = 'The status of the credential has more values than this verifier understands.'
    return inconclusive('status-size-unsupported', detail)
  }
  const loaded = await loadText(environment, url, 'status-list')
  const credential = 'text' in loaded && loaded.status === 200 ? jsonOf(loaded.text) : undefined
  if ('malformed' in loaded || ('text' in loaded && credential === undefined)) {
    return failed('status-list-invalid', 'The address of the status list leads to something else.')
  }
  if (credential === undefined) {
    const detail = 'The list that tells whether the credential was revoked could not be fetched.'
    return inconclusive('status-list-unavailable', detail)
  }
  const list = await listProblem(credential, { url, purpose }, trust)
  if ('problem' in list) return list.problem
  const bit = await readStatusList(list.encodedList, Number(statusListIndex))
  if ('problem' in bit) {
    return bit.problem === 'out-of-range'
      ? failed('status-index-out-of-range', 'The status list has no place for this credential.')
      : failed('status-list-invalid', 'The status list cannot be read.')
  }
  if (bit.size < list.leastSize) {
    return failed('status-list-invalid', 'The status list is shorter than the standard allows.')
  }
  if (!bit.set) return passed('The issuer has not withdrawn the credential.')
  const revoked = failed('revoked', 'The issuer has revoked the credential.')
  if (purpose === 'revocation') return revoked
  if (purpose === 'suspension') {
    if (await environment.isRevokedHere?.(url, Number(statusListIndex))) return revoked
    return failed('suspended', 'The issuer has suspended the credential for the time being.')
  }
  const detail = 'The issuer has marked the credential in a way that this verifier does not know.'
  return inconclusive('status-purpose-unsupported', detail)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Whether the issuer has withdrawn the credential: each of its `BitstringStatusListEntry` (Bitstring
 * Status List 1.0, section 3.2), in a list that is signed itself. A list signed by another DID than
 * the credential's issuer is sound: the issuer's signature covers its URL.
 */
export async function checkStatus(
  document: JsonObject,
  environment: VerificationEnvironment,
  trust: ListTrust,
): Promise<CheckResult> {
  const entries = valuesOf(document.credentialStatus)
  if (entries.length === 0) {
    return skipped('The credential names no list of revoked credentials: it cannot be revoked.')
  }
  if (entries.length > MAX_ENTRIES) {
    return failed('too-complex', `The credential has more than ${MAX_ENTRIES} status entries.`)
  }
  let best: CheckResult = passed('The issuer has not withdrawn the credential.')
  for (const entry of entries) {
    const result = isObject(entry) ? await checkEntry(entry, environment, trust) : malformed
    if (result.outcome === 'failed') return result
    if (result.outcome === 'inconclusive') best = result
  }
  return best
}
