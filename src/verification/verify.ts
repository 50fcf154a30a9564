import { decodeCredentialJwt, isObject, type JsonObject } from '../credentials/index.ts'
import { checkEndorsements, type Endorsed } from './check-endorsements.ts'
import { checkEvidence } from './check-evidence.ts'
import { checkIssuerTrust } from './check-issuer-trust.ts'
import { checkRecipient, type Recipient } from './check-recipient.ts'
import { checkRefresh } from './check-refresh.ts'
import { checkRelatedResources } from './check-related-resources.ts'
import { type Context, checkSigned, contextOf, type Signed } from './check-signed.ts'
import { checkValidity } from './check-validity.ts'
import type { VerificationEnvironment } from './environment.ts'
import type { Presented } from './presented.ts'
import {
  type Check,
  checkNames,
  type EndorsementResult,
  skipped,
  type VerificationReport,
  verdictOf,
} from './report.ts'
import { checkStatus } from './status/index.ts'
import { summaryOf } from './summary.ts'

const unreadable = skipped('Not checked, because the document could not be read.')
const unsigned = skipped('Not checked, because the document does not stand as it was signed.')
const notAsked = skipped('Nobody asked for this check.')

/** What the caller asks for beyond the checks that every credential gets. */
export type VerificationOptions = {
  /** Whom the credential should be about. */
  recipient?: Recipient
  /** Whether to see if the evidence is still there. */
  checkEvidence?: boolean
}

/**
 * A report with the credential that it is about, the issuer's newest copy where there is one, and the
 * endorsements in it that were verified.
 */
export type Verification = {
  report: VerificationReport
  document: JsonObject | null
  endorsed?: readonly Endorsed[]
}

/** Who asks: somebody with wishes, or the verification of what carries this credential. */
type Asked = VerificationOptions | 'embedded'

/**
 * Verifies a presented credential: shape, contexts, proofs and the issuer's control of the key, a
 * newer copy where the issuer offers one, status, validity period, recipient, endorsements, evidence
 * and whether the issuer is listed, in the order of the standard (Open Badges 3.0, section 9).
 *
 * @param presented A document, anything at all as it was parsed from JSON, which is not altered; or
 *   a VC-JWT, any text at all.
 * @param environment The time, and what reaches the outside.
 * @param options What to check beside.
 * @returns The report, and what it is about; null where what was presented is no object. It is data
 *   whatever was presented: this function does not reject, unless the JSON-LD processor of the
 *   environment does. A check without a base, because an earlier one failed, is `skipped` and says
 *   why.
 */
export async function verify(
  presented: Presented,
  environment: VerificationEnvironment,
  options: VerificationOptions = {},
): Promise<Verification> {
  const context = contextOf(environment)
  const signed = await checkSigned(presented, context)
  return verifyWithin(presented, { context, asked: options, signed })
}

/** The report of {@link verify} on a document. */
export async function verifyCredential(
  credential: unknown,
  environment: VerificationEnvironment,
  options?: VerificationOptions,
): Promise<VerificationReport> {
  return (await verify({ credential }, environment, options)).report
}

/**
 * The report of {@link verify} on a credential that is secured as a VC-JWT (Open Badges 3.0, section
 * 8.2; VC-JOSE-COSE): the shape covers the token and its claims, the proof is its signature.
 */
export async function verifyJwt(
  jwt: string,
  environment: VerificationEnvironment,
  options?: VerificationOptions,
): Promise<VerificationReport> {
  return (await verify({ jwt }, environment, options)).report
}

/**
 * The same within a verification that has begun.
 *
 * @param within.signed How the first checks went, of which the others are the continuation
 */
export async function verifyWithin(
  presented: Presented,
  within: { context: Context; asked: Asked; signed: Signed },
): Promise<Verification> {
  const { context, asked, signed: first } = within
  const { result: refresh, current } = await checkRefresh(first, context)
  const { document } = current
  const signed = !current.checks.some((check) => check.outcome === 'failed')
  // The addresses in a document are visited only when nothing speaks against it.
  const later = document && signed ? await checkStanding(document, context, asked) : null
  const checks: Check[] = [
    ...current.checks,
    ...(document && signed ? [{ name: 'refresh' as const, ...refresh }] : []),
    ...(document ? [{ name: 'validity' as const, ...checkValidity(document, context.now) }] : []),
    ...(later?.checks ?? []),
  ]
  const complete = checkNames.map((name): Check => {
    const done = checks.find((check) => check.name === name)
    return done ?? { name, ...(!document ? unreadable : signed ? notAsked : unsigned) }
  })
  const about = document ?? objectOf(presented)
  const endorsements = later?.endorsements ?? []
  return {
    report: {
      verdict: verdictOf(complete),
      checks: complete,
      credential: summaryOf(about),
      ...(endorsements.length > 0 && { endorsements }),
    },
    document: about,
    endorsed: later?.endorsed ?? [],
  }
}

type Standing = { checks: Check[]; endorsements: EndorsementResult[]; endorsed: Endorsed[] }

/** How a credential that is as it was signed stands in the world: all that asks others about it. */
async function checkStanding(
  document: JsonObject,
  context: Context,
  asked: Asked,
): Promise<Standing> {
  const { now, environment } = context
  const trust = { now, checkSigned: (list: Presented) => checkSigned(list, context) }
  const status = checkStatus(document, environment, trust)
  if (asked === 'embedded') {
    return { checks: [{ name: 'status', ...(await status) }], endorsements: [], endorsed: [] }
  }
  const [{ result, endorsements, endorsed }, evidence, related, issuerTrust] = await Promise.all([
    checkEndorsements(document, async (one) =>
      verifyWithin(one, { context, asked: 'embedded', signed: await checkSigned(one, context) }),
    ),
    asked.checkEvidence ? checkEvidence(document, environment) : notAsked,
    checkRelatedResources(document, environment),
    checkIssuerTrust(document, environment),
  ])
  const recipient = asked.recipient ? checkRecipient(document, asked.recipient) : notAsked
  return {
    checks: [
      { name: 'status', ...(await status) },
      { name: 'recipient', ...recipient },
      { name: 'endorsements', ...result },
      { name: 'evidence', ...evidence },
      { name: 'related-resources', ...related },
      { name: 'issuer-trust', ...issuerTrust },
    ],
    endorsements,
    endorsed,
  }
}

/** What was presented, as an object to show; null when it is none. */
function objectOf(presented: Presented): JsonObject | null {
  if ('credential' in presented) return isObject(presented.credential) ? presented.credential : null
  const token = decodeCredentialJwt(presented.jwt)
  return 'problem' in token ? null : token.credential
}
