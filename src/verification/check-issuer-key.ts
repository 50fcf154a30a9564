import { isObject, type JsonObject, valuesOf } from '../credentials/index.ts'
import type { Resolver } from './dids.ts'
import { issuerIdOf } from './issuer.ts'
import { issuerProblem } from './issuer-keys.ts'
import { listedKeys, notTheIssuers } from './named-keys.ts'
import { type CheckResult, passed } from './report.ts'

/**
 * Whether the issuer vouches for the key, read from the issuer's own side (Open Badges 3.0, section
 * 9; Controlled Identifiers 1.0, section 3.3): what the issuer publishes lists the proof's
 * verification method for assertions, with the issuer as its controller, neither revoked nor expired.
 * What the signer's side claims about its controller proves nothing. This goes for every proof; only
 * in a proof chain may others sign too, if at least one link is the issuer's.
 */
export async function checkIssuerKey(
  document: JsonObject,
  context: { now: Date; resolve: Resolver },
): Promise<CheckResult> {
  const issuer = issuerIdOf(document)
  const problem = issuerProblem(issuer)
  if (problem) return problem
  let bound = false
  const proofs = valuesOf(document.proof).filter(isObject)
  const chained = new Set(proofs.flatMap((proof) => valuesOf(proof.previousProof)))
  for (const proof of proofs) {
    const keys = await listedKeys(String(proof.verificationMethod), issuer, context)
    if ('outcome' in keys) return keys
    const [key] = keys
    if (key) {
      if (key.binding.outcome !== 'passed') return key.binding
      bound = true
    } else if (proof.previousProof === undefined && !chained.has(proof.id)) {
      return notTheIssuers
    }
  }
  return bound ? passed('The key that signed the document belongs to the issuer.') : notTheIssuers
}
