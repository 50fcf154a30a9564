import {
  badgeAsCredential,
  badgeVersionOf,
  decodeCredentialJwt,
  hasType,
  isObject,
  type JsonObject,
} from '../../credentials/index.ts'
import { askingOnce } from '../asking.ts'
import { checkEvidence } from '../check-evidence.ts'
import { checkIssuerTrust } from '../check-issuer-trust.ts'
import { checkRecipient } from '../check-recipient.ts'
import { checkValidity } from '../check-validity.ts'
import type { VerificationEnvironment } from '../environment.ts'
import {
  type Check,
  type CheckResult,
  checkNames,
  failed,
  inconclusive,
  passed,
  skipped,
  verdictOf,
} from '../report.ts'
import { summaryOf } from '../summary.ts'
import type { Verification, VerificationOptions } from '../verify.ts'
import { type Findings, isEnding, type Results } from './findings.ts'
import { examineHosted } from './hosted.ts'
import { badgeObject, isSigned } from './objects.ts'
import { examineSigned } from './signed.ts'

/**
 * A badge of Open Badges 2.0 or before in one of its forms: the assertion, and where it was found if
 * it was; a compact JWS; or no more than the address of an assertion.
 */
export type PresentedBadge =
  | { assertion: unknown; foundAt?: string | undefined }
  | { jws: string }
  | { url: string }

/**
 * Verifies a badge of Open Badges 2.0 or before: shapes and contexts of assertion, badge class and
 * issuer; the assertion at its address or its signature; that this is the issuer's; whether it was
 * revoked; its times; and what the caller asks for beyond.
 *
 * @param environment The time, and what reaches the outside.
 * @param options What to check beside.
 * @returns The report, and the badge in the words of Open Badges 3.0, to show it. Both are data
 *   whatever was presented: this function does not reject.
 */
export async function verifyOpenBadge2(
  presented: PresentedBadge,
  environment: VerificationEnvironment,
  options: VerificationOptions = {},
): Promise<Verification> {
  const outside = askingOnce(environment)
  const { results, parts } = await examine(presented, outside)
  const document = parts && badgeAsCredential(parts)
  const isSound = !Object.values(results).some(({ outcome }) => outcome === 'failed')
  const others = document && (await checkOthers(document, outside, { isSound, options }))
  const done: Results = {
    ...(parts && sound),
    ...others,
    ...results,
  }
  const checks = checkNames.map((name): Check => {
    return { name, ...(done[name] ?? (isSound ? unknown : parts ? unfounded : unreadable)) }
  })
  const report = { verdict: verdictOf(checks), checks, credential: summaryOf(document) }
  return { report, document }
}

const unreadable = skipped('Not checked, because the badge could not be read.')
const unfounded = skipped('Not checked, because of what was found before.')
const unknown = skipped('Not checked, because something else could not be found out.')
const notAsked = skipped('Nobody asked for this check.')

/** What goes for every badge that could be read, unless an examination finds something else. */
const sound: Results = {
  shape: passed('The badge has the form that the standard asks for.'),
  context: passed('All terms that count are those of the standard.'),
  refresh: skipped('Badges of this version are not refreshed.'),
  endorsements: skipped('Endorsements of this version are not checked.'),
}

async function examine(
  presented: PresentedBadge,
  environment: VerificationEnvironment,
): Promise<Findings> {
  if ('url' in presented) return examineHosted(presented.url, null, environment)
  const jws = 'jws' in presented ? presented.jws : null
  const given = 'jws' in presented ? claimsOf(presented.jws) : presented.assertion
  const url = 'foundAt' in presented ? presented.foundAt : undefined
  const other = otherwise(given, url)
  if (other) return other
  const badge = badgeObject(given, 'Assertion', { url })
  if (isEnding(badge)) return { results: { [badge.check]: badge.result }, parts: null }
  return isSigned(badge)
    ? examineSigned(jws, badge, environment)
    : examineHosted(String(badge.object.id), badge, environment)
}

function claimsOf(jws: string): unknown {
  const token = decodeCredentialJwt(jws)
  return 'problem' in token ? null : token.claims
}

/** The result for what is no award, or one that does not tell where it is published. */
function otherwise(given: unknown, foundAt: string | undefined): Findings | null {
  const result = otherClass(given)
  if (result) return { results: { shape: result }, parts: null }
  if (!isObject(given) || badgeVersionOf(given) !== '0.5' || foundAt !== undefined) return null
  const detail =
    'A badge of this age does not say where it is published. Give its address, or its picture.'
  return { results: { proof: inconclusive('address-unknown', detail) }, parts: null }
}

function otherClass(given: unknown): CheckResult | null {
  if (hasType(given, 'Endorsement')) {
    const detail = 'This is an endorsement of Open Badges 2.0, which this verifier does not check.'
    return inconclusive('endorsement-unsupported', detail)
  }
  if (['BadgeClass', 'Issuer', 'Profile'].some((name) => hasType(given, name))) {
    return failed('not-a-credential', 'This describes a badge or an issuer, and is no award.')
  }
  return null
}

/** The checks that are the same for badges of every version. */
async function checkOthers(
  document: JsonObject,
  environment: VerificationEnvironment,
  { isSound, options }: { isSound: boolean; options: VerificationOptions },
): Promise<Results> {
  const validity = checkValidity(document, environment.now)
  if (!isSound) return { validity }
  const [evidence, issuerTrust] = await Promise.all([
    options.checkEvidence ? checkEvidence(document, environment) : notAsked,
    checkIssuerTrust(document, environment),
  ])
  const recipient = options.recipient ? checkRecipient(document, options.recipient) : notAsked
  return { validity, recipient, evidence, 'issuer-trust': issuerTrust }
}
