import type { VerificationEnvironment } from '../environment.ts'
import { loadText } from '../loading.ts'
import { type CheckResult, inconclusive } from '../report.ts'
import { invalidList } from './list-credential.ts'

/** The text of a status list; the outcome of the check when there is none. */
export async function loadList(
  environment: VerificationEnvironment,
  url: string,
): Promise<string | CheckResult> {
  const loaded = await loadText(environment, url, 'status-list')
  if ('malformed' in loaded) {
    return invalidList('The address of the status list leads to something else.')
  }
  if ('text' in loaded && loaded.status === 200) return loaded.text
  const detail = 'The list that tells whether the credential was revoked could not be fetched.'
  return inconclusive('status-list-unavailable', detail)
}
