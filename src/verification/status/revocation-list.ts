import { isAbsoluteIri, isObject, type JsonObject, valuesOf } from '../../credentials/index.ts'
import type { VerificationEnvironment } from '../environment.ts'
import type { CheckResult } from '../report.ts'
import { malformedEntry } from './entry.ts'
import { invalidList } from './list-credential.ts'
import { loadList } from './load-list.ts'
import { notWithdrawn, revoked } from './outcomes.ts'

/** The type of an entry of `credentialStatus` that names such a list. */
export const REVOCATION_LIST = '1EdTechRevocationList'

/** Its `revokedCredential`; issuers write the plural as well. */
const MEMBERS = ['revokedCredential', 'revokedCredentials']

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Whether the credential's id is in a list of revoked credentials (1EdTech Revocation List Status
 * Method 1.0). The list is not signed: what makes it the issuer's is that the issuer's signature
 * covers its URL. One without any revoked credential may leave the member out, and is then known
 * by its own id.
 *
 * @param id - of the credential
 */
export async function checkRevocationList(
  entry: JsonObject,
  id: unknown,
  environment: VerificationEnvironment,
): Promise<CheckResult> {
  const { id: url } = entry
  if (!isAbsoluteIri(url) || typeof id !== 'string') return malformedEntry
  const text = await loadList(environment, url)
  if (typeof text !== 'string') return text
  const list = parsed(text)
  const stated = isObject(list) ? MEMBERS.filter((name) => list[name] !== undefined) : []
  if (!isObject(list) || (stated.length === 0 && list.id !== url)) {
    return invalidList('The address of the status list leads to something else.')
  }
  const items = stated.flatMap((name) => valuesOf(list[name]))
  if (!items.every(isObject)) return invalidList('The status list cannot be read.')
  const found = items.find((item) => item.id === id && item.revoked !== false)
  if (!found) return notWithdrawn
  const { revocationReason: reason } = found
  return revoked(typeof reason === 'string' && reason !== '' ? reason : undefined)
}
