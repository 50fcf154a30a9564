import {
  decodeCredentialJwt,
  type JsonLdProcessor,
  type JsonObject,
  jsonLdProcessor,
} from '../credentials/index.ts'
import { checkContext } from './check-context.ts'
import { checkIssuerKey } from './check-issuer-key.ts'
import { checkJwtShape, checkJwtSignature } from './check-jwt.ts'
import { checkProof } from './check-proof.ts'
import { checkShape } from './check-shape.ts'
import { checkStatus } from './check-status.ts'
import { checkValidity } from './check-validity.ts'
import { type Resolver, resolverFor } from './dids.ts'
import type { VerificationEnvironment } from './environment.ts'
import { jwtKeys } from './jwt-key.ts'
import { type Check, checkNames, skipped, type VerificationReport, verdictOf } from './report.ts'
import { summaryOf } from './summary.ts'

const unreadable = skipped('Not checked, because the document could not be read.')
const unsigned = skipped('Not checked, because the document does not stand as it was signed.')
const notAsked = skipped('Nobody asked for this check.')

/** What the caller asks for beyond the checks that every credential gets. */
export type VerificationOptions = {
  /** Whom the credential should be about: the kind of an identifier, and the identifier. */
  recipient?: { type: string; value: string }
  /** Whether to see if the evidence is still there. */
  checkEvidence?: boolean
}

type Context = { now: Date; resolve: Resolver; jsonLd: JsonLdProcessor }

const inThisThread = jsonLdProcessor()

function contextOf(environment: VerificationEnvironment): Context {
  const { now, jsonLd = inThisThread } = environment
  return { now, resolve: resolverFor(environment), jsonLd }
}

type Signed = { document: JsonObject | null; checks: Check[] }

/** Shape, contexts, proof and issuer key: whether a document is what its issuer signed. */
async function checkSigned(presented: unknown, context: Context): Promise<Signed> {
  const { document, result: shape } = checkShape(presented)
  const checks: Check[] = [{ name: 'shape', ...shape }]
  if (!document) return { document, checks }
  const contexts = await checkContext(document, context.jsonLd)
  checks.push({ name: 'context', ...contexts })
  if (contexts.outcome === 'failed') return { document, checks }
  const proof = await checkProof(document, context)
  checks.push({ name: 'proof', ...proof })
  if (proof.outcome === 'failed') return { document, checks }
  checks.push({ name: 'issuer-key', ...(await checkIssuerKey(document, context)) })
  return { document, checks }
}

/**
 * Verifies a presented credential: shape, contexts, proofs, the issuer's control of the key, status
 * and validity period, in the order of the standard (Open Badges 3.0, section 9).
 *
 * @param credential Anything at all, as it was parsed from JSON; it is not altered.
 * @param environment The time, and what reaches the outside.
 * @param options What to check beside.
 * @returns The report. It is data whatever was presented: this function does not reject, unless
 *   the JSON-LD processor of the environment does. A check without a base, because an earlier one
 *   failed, is `skipped` and says why.
 */
export async function verifyCredential(
  credential: unknown,
  environment: VerificationEnvironment,
  _options: VerificationOptions = {},
): Promise<VerificationReport> {
  const context = contextOf(environment)
  return conclude(credential, await checkSigned(credential, context), { environment, context })
}

/** The same for a VC-JWT: its signature stands in the place of proofs inside the credential. */
async function checkSignedJwt(
  jwt: string,
  context: Context & { environment: VerificationEnvironment },
): Promise<Signed> {
  const { token, document, result: shape } = checkJwtShape(jwt)
  const checks: Check[] = [{ name: 'shape', ...shape }]
  if (!token || !document) return { document, checks }
  const contexts = await checkContext(document, context.jsonLd)
  checks.push({ name: 'context', ...contexts })
  if (contexts.outcome === 'failed') return { document, checks }
  const keys = await jwtKeys(token, context)
  if ('outcome' in keys) {
    checks.push({ name: 'proof', ...keys })
    if (keys.outcome === 'inconclusive') checks.push({ name: 'issuer-key', ...keys })
    return { document, checks }
  }
  const { result, binding } = await checkJwtSignature(jwt, keys)
  checks.push({ name: 'proof', ...result })
  if (binding) checks.push({ name: 'issuer-key', ...binding })
  return { document, checks }
}

/**
 * Verifies a credential that is secured as a VC-JWT (Open Badges 3.0, section 8.2; VC-JOSE-COSE): the
 * same checks and the same report as for one with proofs inside. The shape covers the token and its
 * claims, the proof is its signature.
 *
 * @param jwt Any text.
 * @param environment The time, and what reaches the outside.
 * @param options What to check beside.
 * @returns The report; this function does not reject.
 */
export async function verifyJwt(
  jwt: string,
  environment: VerificationEnvironment,
  _options: VerificationOptions = {},
): Promise<VerificationReport> {
  const context = contextOf(environment)
  const signed = await checkSignedJwt(jwt, { ...context, environment })
  const token = decodeCredentialJwt(jwt)
  const credential = 'problem' in token ? null : token.credential
  return conclude(credential, signed, { environment, context })
}

/** Status and validity, which go for every credential however it is signed, and the report. */
async function conclude(
  credential: unknown,
  { document, checks }: Signed,
  { environment, context }: { environment: VerificationEnvironment; context: Context },
): Promise<VerificationReport> {
  const signed = !checks.some((check) => check.outcome === 'failed')
  if (document && signed) {
    // The address of a status list is visited only when nothing speaks against the document.
    const status = await checkStatus(document, environment, {
      now: environment.now,
      checkSigned: async (list) => (await checkSigned(list, context)).checks,
    })
    checks.push({ name: 'status', ...status })
  }
  if (document) checks.push({ name: 'validity', ...checkValidity(document, environment.now) })
  const complete = checkNames.map((name): Check => {
    const done = checks.find((check) => check.name === name)
    return done ?? { name, ...(!document ? unreadable : signed ? notAsked : unsigned) }
  })
  return { verdict: verdictOf(complete), checks: complete, credential: summaryOf(credential) }
}
