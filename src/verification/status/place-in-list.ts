import { readStatusList } from '../../credentials/index.ts'
import type { VerificationEnvironment } from '../environment.ts'
import { presentedText } from '../presented.ts'
import { quoted } from '../quoted.ts'
import { type CheckResult, failed, inconclusive, passed } from '../report.ts'
import type { ListEntry } from './entry.ts'
import {
  invalidList,
  LEAST_ENTRIES,
  type ListTrust,
  readListCredential,
} from './list-credential.ts'
import { loadList } from './load-list.ts'
import { notWithdrawn, revoked } from './outcomes.ts'

/** What a value other than 0 means, but for messages, which inform. */
async function outcomeOfSet(
  { purpose, url, index }: ListEntry,
  environment: VerificationEnvironment,
): Promise<CheckResult> {
  if (purpose === 'revocation') return revoked()
  if (purpose === 'suspension') {
    if (await environment.isRevokedHere?.(url, index)) return revoked()
    return failed('suspended', 'The issuer has suspended the credential for the time being.')
  }
  if (purpose === 'refresh') return passed('The issuer says that there is a newer copy.')
  const detail = 'The issuer has marked the credential in a way that this verifier does not know.'
  return inconclusive('status-purpose-unsupported', detail)
}

/**
 * How the credential stands in a list of places (Bitstring Status List 1.0, section 3.2), as
 * document or VC-JWT. Of the purposes, `message` and `refresh` tell something and fail nothing.
 */
export async function checkPlace(
  entry: ListEntry,
  environment: VerificationEnvironment,
  trust: ListTrust,
): Promise<CheckResult> {
  const text = await loadList(environment, entry.url)
  if (typeof text !== 'string') return text
  const presented = presentedText(text)
  if (!presented) return invalidList('The address of the status list leads to something else.')
  const encodedList = await readListCredential(presented, entry, trust)
  if (typeof encodedList !== 'string') return encodedList
  const read = await readStatusList(encodedList, entry.index, entry.size)
  if ('problem' in read) {
    return read.problem === 'out-of-range'
      ? failed('status-index-out-of-range', 'The status list has no place for this credential.')
      : invalidList('The status list cannot be read.')
  }
  if (read.entries < LEAST_ENTRIES) {
    return invalidList('The status list is shorter than the standard allows.')
  }
  if (entry.purpose === 'message') {
    const message = entry.messages.get(read.value) ?? (read.value === 0 ? 'unset' : 'set')
    return passed(`The issuer says about it: ${quoted(message)}.`)
  }
  return read.value === 0 ? notWithdrawn : outcomeOfSet(entry, environment)
}
