import {
  isObject,
  type JsonLdProcessor,
  type JsonObject,
  parseDocumentTime,
  suiteOfProof,
  valuesOf,
  verifyProof,
} from '../credentials/index.ts'
import { didOfMethod, type Resolver } from './dids.ts'
import { issuerIdOf } from './issuer.ts'
import { outcomeOf } from './json-ld-problem.ts'
import { standingProblem } from './key-standing.ts'
import { keysNamed } from './named-keys.ts'
import { type CheckResult, failed, inconclusive, passed } from './report.ts'
import { webAddress } from './web-keys.ts'

/** More proofs than a document has reason to have. */
export const MAX_PROOFS = 5
/** How far the clocks of issuer and verifier may be apart. */
export const CLOCK_SKEW_MS = 60_000

type Context = { now: Date; resolve: Resolver; jsonLd: JsonLdProcessor }
type Failure = Extract<CheckResult, { code: string }>

/**
 * Why a proof is not good whatever its signature (VC Data Integrity 1.0, section 4.4): of an unknown
 * suite, without the name of a key, made for another purpose than `purpose`, in the future, or for a
 * time that is over. Null when it may be.
 */
export function proofOptionsProblem(
  proof: unknown,
  purpose: 'assertionMethod' | 'authentication',
  now: Date,
): CheckResult | null {
  if (!isObject(proof) || !suiteOfProof(proof)) {
    const detail = 'The proof is of a kind that this verifier does not know.'
    return failed('unsupported-proof', detail)
  }
  if (proof.proofPurpose !== purpose) {
    const what = purpose === 'authentication' ? 'present' : 'assert'
    return failed('wrong-proof-purpose', `The proof was made for another purpose than to ${what}.`)
  }
  const created = parseDocumentTime(proof.created)
  if (created && created.getTime() > now.getTime() + CLOCK_SKEW_MS) {
    return failed('proof-not-yet-valid', 'The proof claims to have been made in the future.')
  }
  const expires = parseDocumentTime(proof.expires)
  if (expires && expires.getTime() <= now.getTime()) {
    return failed('proof-expired', 'The proof was made to be valid for a time that is over.')
  }
  const url = proof.verificationMethod
  if (typeof url !== 'string') return failed('malformed-proof', 'The proof does not name a key.')
  if (didOfMethod(url) === null && webAddress(url) === null) {
    return failed('malformed-did', 'The proof names its key by something that is no address.')
  }
  return null
}

async function checkOne(
  document: JsonObject,
  proof: unknown,
  context: Context,
): Promise<CheckResult> {
  const problem = proofOptionsProblem(proof, 'assertionMethod', context.now)
  if (problem || !isObject(proof)) return problem ?? failed('malformed-proof', 'There is no proof.')
  const url = String(proof.verificationMethod)
  const keys = await keysNamed(url, issuerIdOf(document), context)
  if ('outcome' in keys) return keys
  const [found] = keys
  if (!found && didOfMethod(url) === null) {
    const detail = 'The proof names a key that the issuer does not list; it cannot be looked up.'
    return inconclusive('key-not-resolvable', detail)
  }
  if (!found) {
    return failed('key-not-found', 'The key that the proof names does not exist (any more).')
  }
  // The issuer's own keys are judged by the check of the issuer's key; those of others, here.
  if (!found.isListed) {
    if (!found.mayAssert) {
      return failed(
        'key-not-for-assertion',
        'The key that the proof names may not sign statements.',
      )
    }
    const standing = standingProblem(found.method, context.now)
    if (standing) return standing
  }
  const { jsonLd } = context
  const verdict = await verifyProof({ document, proof, verificationMethod: found.method, jsonLd })
  return verdict.verified ? passed('') : outcomeOf(verdict)
}

/**
 * Whether every proof of the document verifies, each for itself, with the key that its
 * `verificationMethod` names (VC Data Integrity 1.0, section 4.5; a set that has one good proof
 * among others is not good enough).
 */
export async function checkProof(document: JsonObject, context: Context): Promise<CheckResult> {
  const proofs = valuesOf(document.proof)
  if (proofs.length === 0) {
    return failed('no-proof', 'The document is not signed, so anybody could have written it.')
  }
  if (proofs.length > MAX_PROOFS) {
    return failed('too-complex', `The document has more than ${MAX_PROOFS} proofs.`)
  }
  let open: Failure | undefined
  for (const proof of proofs) {
    const result = await checkOne(document, proof, context)
    if (result.outcome === 'failed') return result
    if (result.outcome === 'inconclusive') open ??= result
  }
  if (open) return open
  return passed('The document is exactly as it was signed.')
}
