import { hasType, isObject, type JsonObject, valuesOf } from '../../credentials/index.ts'
import type { VerificationEnvironment } from '../environment.ts'
import { type CheckResult, failed, inconclusive, passed, skipped } from '../report.ts'
import { malformedEntry, readEntry } from './entry.ts'
import type { ListTrust } from './list-credential.ts'
import { checkPlace } from './place-in-list.ts'
import { checkRevocationList, REVOCATION_LIST } from './revocation-list.ts'

const MAX_ENTRIES = 10

async function checkEntry(
  entry: unknown,
  document: JsonObject,
  environment: VerificationEnvironment,
  trust: ListTrust,
): Promise<CheckResult> {
  if (!isObject(entry)) return malformedEntry
  if (hasType(entry, REVOCATION_LIST)) {
    return checkRevocationList(entry, document.id, environment)
  }
  const place = readEntry(entry)
  if (place === null) {
    const detail = 'The credential can be revoked in a way that this verifier does not know.'
    return inconclusive('status-type-unsupported', detail)
  }
  return 'outcome' in place ? place : checkPlace(place, environment, trust)
}

/** Of several failures the one that matters most: what is revoked is not merely suspended. */
function worst(failures: CheckResult[]): CheckResult | undefined {
  return failures.find((one) => 'code' in one && one.code === 'revoked') ?? failures[0]
}

/**
 * Whether the issuer has withdrawn the credential: each entry of `credentialStatus`, in a
 * BitstringStatusList, a StatusList2021 or a 1EdTechRevocationList. A list signed by another DID than
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
  const ids = entries.flatMap((entry) => (isObject(entry) ? valuesOf(entry.id) : []))
  // What is signed is what is said of an id: of two entries with one, nobody knows what belongs to which.
  if (new Set(ids).size < ids.length) return malformedEntry
  const results = await Promise.all(
    entries.map((entry) => checkEntry(entry, document, environment, trust)),
  )
  const failure = worst(results.filter(({ outcome }) => outcome === 'failed'))
  if (failure) return failure
  const open = results.find(({ outcome }) => outcome === 'inconclusive')
  if (open) return open
  return passed([...new Set(results.map(({ detail }) => detail))].join(' '))
}
