import { isDeepStrictEqual } from 'node:util'
import {
  hasType,
  isAbsoluteIri,
  isObject,
  type JsonObject,
  parseDocumentTime,
  valuesOf,
} from '../credentials/index.ts'
import { type Context, checkSigned, type Signed } from './check-signed.ts'
import { issuerIdOf } from './issuer.ts'
import { loadText } from './loading.ts'
import { presentedText } from './presented.ts'
import { type CheckResult, passed, skipped } from './report.ts'

/** The one kind of service that a verifier can use: others are for the holder of the credential. */
const REFRESHABLE = '1EdTechCredentialRefresh'

const asPresented = 'this report is about the credential as it was presented.'
const silent = skipped(`The issuer’s service for newer copies did not answer; ${asPresented}`)
const another = skipped(
  `What the issuer’s service for newer copies gave is no newer copy of this credential; ${asPresented}`,
)

const issuedAt = (document: JsonObject) =>
  parseDocumentTime(document.validFrom ?? document.issuanceDate)?.getTime()

const subjectIds = (document: JsonObject) =>
  valuesOf(document.credentialSubject).map((subject) => (isObject(subject) ? subject.id : null))

/** Whether a document speaks of the same award, and is not an earlier edition of it. */
function isCopy(copy: JsonObject, original: JsonObject): boolean {
  if (typeof original.id !== 'string' || copy.id !== original.id) return false
  if (issuerIdOf(copy) !== issuerIdOf(original)) return false
  if (!isDeepStrictEqual(subjectIds(copy), subjectIds(original))) return false
  return (issuedAt(copy) ?? 0) >= (issuedAt(original) ?? 0)
}

/**
 * Fetches the newest copy of a credential once, where it names a service for that (Open Badges 3.0,
 * section 9, step 3; 1EdTech Verifiable Credential Refresh Service 1.0). Only of a credential whose
 * proof and key have passed: anybody could name a service in a forgery. A copy must be signed by the
 * same issuer and pass the same checks as the original. As the standard has it, a refresh that does
 * not succeed leaves the original as it is: nothing follows from it either way.
 *
 * @returns the outcome, and what the checks that come after are about
 */
export async function checkRefresh(
  original: Signed,
  context: Context,
): Promise<{ result: CheckResult; current: Signed }> {
  const unchanged = (result: CheckResult) => ({ result, current: original })
  const { document, checks } = original
  if (!document || checks.some(({ outcome }) => outcome !== 'passed')) {
    return unchanged(
      skipped('Not asked for a newer copy, because the document is not known to be the issuer’s.'),
    )
  }
  const services = valuesOf(document.refreshService)
  if (services.length === 0) return unchanged(skipped('The credential names no newer copies.'))
  const service = services.find((one) => hasType(one, REFRESHABLE))
  const url = isObject(service) ? (service.id ?? service.url) : undefined
  if (!isAbsoluteIri(url)) {
    return unchanged(skipped(`The credential is not refreshed in a way that a verifier can use.`))
  }
  const loaded = await loadText(context.environment, url, 'credential')
  if (!('text' in loaded) || loaded.status !== 200) return unchanged(silent)
  const presented = presentedText(loaded.text)
  if (!presented) return unchanged(another)
  const copy = await checkSigned(presented, context)
  const sound = copy.checks.every(({ outcome }) => outcome === 'passed')
  if (!copy.document || !sound || !isCopy(copy.document, document)) return unchanged(another)
  if (isDeepStrictEqual(copy.document, document)) {
    return unchanged(passed('The issuer has no newer copy of the credential.'))
  }
  return {
    result: passed('The issuer has a newer copy of the credential; this report is about that one.'),
    current: copy,
  }
}
