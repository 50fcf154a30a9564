import { isObject, type JsonObject, valuesOf } from '../credentials/index.ts'
import type { Presented } from './presented.ts'
import {
  type Check,
  type CheckResult,
  type EndorsementResult,
  failed,
  inconclusive,
  passed,
  skipped,
  type Verdict,
  type VerificationReport,
} from './report.ts'

/** As many as are verified, each of which is a verification of its own. */
const MAX_ENDORSEMENTS = 25

/** What an endorser does later to an endorsement that was good when the credential was signed. */
const LAPSED = new Set([
  ...['revoked', 'suspended', 'expired', 'not-yet-valid'],
  ...['key-revoked', 'key-expired'],
])

/** The endorsements that a credential carries: of itself, of its issuer, and of its achievement. */
function embeddedIn(document: JsonObject): Presented[] {
  const subjects = valuesOf(document.credentialSubject).filter(isObject)
  const holders = [document, document.issuer, ...subjects.map(({ achievement }) => achievement)]
  const found = holders
    .filter(isObject)
    .flatMap(({ endorsement, endorsementJwt }): Presented[] => [
      ...valuesOf(endorsement).map((credential) => ({ credential })),
      ...valuesOf(endorsementJwt).map((jwt) => ({ jwt: String(jwt) })),
    ])
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}

/** An endorsement as it stands in a credential, and the verdict on it. */
export type Endorsed = { credential: JsonObject; verdict: Verdict }

type Verification = { report: VerificationReport; document: JsonObject | null }

function resultOf({ report, document }: Verification): EndorsementResult {
  const { verdict, checks, credential } = report
  const telling: Check | undefined =
    checks.find(({ outcome }) => outcome === 'failed') ??
    checks.find(({ outcome }) => outcome === 'inconclusive')
  const { id, name } = credential.issuer ?? {}
  const [subject] = valuesOf(document?.credentialSubject).filter(isObject)
  return {
    endorser: { ...(id !== undefined && { id }), ...(name !== undefined && { name }) },
    ...(typeof subject?.id === 'string' && { subject: subject.id.slice(0, 2048) }),
    verdict,
    ...(telling && 'code' in telling && { code: telling.code }),
    detail: telling?.detail ?? 'The endorsement holds.',
  }
}

/**
 * Whether the endorsements that a credential carries are what their endorsers signed (Open Badges
 * 3.0, section 9, step 6), each verified like any other credential; endorsements of endorsements are
 * left aside. A forged one fails the check: the issuer has vouched for words that nobody said. One
 * that was withdrawn or has ended since does not: whoever endorses something has no power over it,
 * and the result says that the endorsement no longer holds. An endorser who does not answer leaves
 * the check open.
 *
 * @param verify verifies one endorsement, without what it carries itself
 */
export async function checkEndorsements(
  document: JsonObject,
  verify: (endorsement: Presented) => Promise<Verification>,
): Promise<{ result: CheckResult; endorsements: EndorsementResult[]; endorsed: Endorsed[] }> {
  const none = { endorsements: [], endorsed: [] }
  const embedded = embeddedIn(document)
  if (embedded.length === 0) {
    return { result: skipped('The credential carries no endorsements.'), ...none }
  }
  if (embedded.length > MAX_ENDORSEMENTS) {
    const detail = `The credential carries more than ${MAX_ENDORSEMENTS} endorsements, too many to check.`
    return { result: inconclusive('too-many-endorsements', detail), ...none }
  }
  const endorsements = (await Promise.all(embedded.map(verify))).map(resultOf)
  const endorsed = embedded.flatMap((one, at): Endorsed[] => {
    const { verdict } = endorsements[at] ?? {}
    return 'credential' in one && isObject(one.credential) && verdict
      ? [{ credential: one.credential, verdict }]
      : []
  })
  return { result: outcomeOf(endorsements), endorsements, endorsed }
}

function outcomeOf(endorsements: EndorsementResult[]): CheckResult {
  const lapsed = endorsements.filter(
    ({ verdict, code = '' }) => verdict === 'invalid' && LAPSED.has(code),
  )
  const invalid = endorsements.filter(({ verdict }) => verdict === 'invalid')
  if (invalid.length > lapsed.length) {
    const detail = 'The credential carries an endorsement that its endorser did not sign like this.'
    return failed('endorsement-invalid', detail)
  }
  if (endorsements.some(({ verdict }) => verdict === 'inconclusive')) {
    const detail = 'An endorsement that the credential carries could not be checked.'
    return inconclusive('endorsement-unverifiable', detail)
  }
  if (lapsed.length === 0) return passed('What others say of it in the credential, they signed.')
  return passed('Not every endorsement that the credential carries still holds.')
}
