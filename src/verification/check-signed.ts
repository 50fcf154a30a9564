import {
  envelopeProblems,
  isEnvelope,
  type JsonLdProcessor,
  type JsonObject,
  jsonLdProcessor,
  jwtOfEnvelope,
} from '../credentials/index.ts'
import { askingOnce } from './asking.ts'
import { checkContext } from './check-context.ts'
import { checkIssuerKey } from './check-issuer-key.ts'
import { checkJwtShape, checkJwtSignature, tokenTimeProblem } from './check-jwt.ts'
import { checkProof } from './check-proof.ts'
import { checkShape, malformed } from './check-shape.ts'
import { type Resolver, resolverFor } from './dids.ts'
import type { VerificationEnvironment } from './environment.ts'
import { inTurns } from './in-turns.ts'
import { jwtKeys } from './jwt-key.ts'
import type { Presented } from './presented.ts'
import { type Check, passed } from './report.ts'

/** What one verification works with, from its first check to its last. */
export type Context = {
  now: Date
  resolve: Resolver
  jsonLd: JsonLdProcessor
  environment: VerificationEnvironment
}

/** A credential as an object to work on, null when it is none, and how the checks on it went. */
export type Signed = { document: JsonObject | null; checks: Check[] }

const inThisThread = jsonLdProcessor()

/** The context of a verification that begins now. */
export function contextOf(outside: VerificationEnvironment): Context {
  const environment = askingOnce(outside)
  const { now, jsonLd = inThisThread } = environment
  return { now, resolve: resolverFor(environment), jsonLd: inTurns(jsonLd), environment }
}

/**
 * Shape, contexts, proof and issuer key: whether a credential is what its issuer signed. The checks
 * end with the first that fails. An envelope is opened: the token in it is what is checked.
 */
export async function checkSigned(presented: Presented, context: Context): Promise<Signed> {
  if ('jwt' in presented) return checkSignedJwt(presented.jwt, context)
  const { credential } = presented
  const envelope = 'EnvelopedVerifiableCredential'
  if (!isEnvelope(credential, envelope)) return checkSignedDocument(credential, context)
  const problems = envelopeProblems(credential, envelope)
  const jwt = jwtOfEnvelope(credential)
  if (problems.length === 0 && jwt !== null) return checkSignedJwt(jwt, context)
  return { document: null, checks: [{ name: 'shape', ...malformed(problems, 'envelope') }] }
}

async function checkSignedDocument(presented: unknown, context: Context): Promise<Signed> {
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
 * The same for a credential that its issuer has put into a presentation of its own, which is signed:
 * what is said there about the proof and the key goes for the credential as well.
 */
export async function signedByHolder(credential: JsonObject, context: Context): Promise<Signed> {
  const { document, result: shape } = checkShape(credential)
  const checks: Check[] = [{ name: 'shape', ...shape }]
  if (!document) return { document, checks }
  const contexts = await checkContext(document, context.jsonLd)
  checks.push({ name: 'context', ...contexts })
  if (contexts.outcome === 'failed') return { document, checks }
  const detail = 'The issuer is who presents the credential, and signed it with the presentation.'
  return {
    document,
    checks: [
      ...checks,
      { name: 'proof', ...passed(detail) },
      { name: 'issuer-key', ...passed(detail) },
    ],
  }
}

/** The same for a VC-JWT: its signature stands in the place of proofs inside the credential. */
async function checkSignedJwt(jwt: string, context: Context): Promise<Signed> {
  const { token, document, result: shape } = checkJwtShape(jwt)
  const checks: Check[] = [{ name: 'shape', ...shape }]
  if (!token || !document) return { document, checks }
  const contexts = await checkContext(document, context.jsonLd)
  checks.push({ name: 'context', ...contexts })
  if (contexts.outcome === 'failed') return { document, checks }
  const untimely = tokenTimeProblem(token, context.now)
  if (untimely) return { document, checks: [...checks, { name: 'proof', ...untimely }] }
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
