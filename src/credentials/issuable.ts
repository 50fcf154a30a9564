import { _checkCredential as checkCredential } from '@digitalbazaar/vc'
import { CREDENTIALS_V1, DATA_INTEGRITY_V1, DATA_INTEGRITY_V2, ED25519_2020 } from './contexts.ts'
import { type JsonObject, valuesOf } from './json.ts'
import type { ProofSuite } from './sign.ts'

/** What defines a `BitstringStatusListEntry` for credentials of the data model 1.1. */
const STATUS_V1 = 'https://www.w3.org/ns/credentials/status/v1'

/**
 * A credential with the contexts that its proofs and status entries need, after those that it has (VC
 * Data Integrity 1.0, section 2.4.2, context injection): whatever comes after signing is not signed.
 */
export function withContextsFor(
  unsigned: JsonObject,
  wanted: { suites: readonly ProofSuite[]; status: boolean },
): JsonObject {
  const contexts = valuesOf(unsigned['@context'])
  const isOf11 = contexts[0] === CREDENTIALS_V1
  const missing = (...any: string[]) => !any.some((url) => contexts.includes(url))
  const { suites, status } = wanted
  const added = [
    ...(isOf11 &&
    suites.includes('eddsa-rdfc-2022') &&
    missing(DATA_INTEGRITY_V2, DATA_INTEGRITY_V1)
      ? [DATA_INTEGRITY_V2]
      : []),
    ...(suites.includes('Ed25519Signature2020') && missing(ED25519_2020) ? [ED25519_2020] : []),
    ...(isOf11 && status && missing(STATUS_V1) ? [STATUS_V1] : []),
  ]
  return added.length === 0 ? unsigned : { ...unsigned, '@context': [...contexts, ...added] }
}

/**
 * What the library that signs finds wrong with a credential of the right shape, in its own words; null
 * when it would sign. It is of another mind than `shapeProblems` about some odd addresses.
 */
export function refusedByLibrary(unsigned: JsonObject): string | null {
  try {
    checkCredential({ credential: unsigned, mode: 'issue' })
    return null
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 300) : 'The credential is malformed.'
  }
}
