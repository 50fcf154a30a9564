import { isObject, type JsonObject, valuesOf } from '../credentials/index.ts'
import { didOfMethod, findMethod, isDid, type Resolver } from './dids.ts'
import { issuerIdOf } from './issuer.ts'
import { standingProblem } from './key-standing.ts'
import { type CheckResult, failed, inconclusive, passed } from './report.ts'

const notTheIssuers = failed(
  'key-not-issuers',
  'The document was signed with a key that the issuer it names does not acknowledge.',
)

/**
 * Whether the issuer vouches for the key, read from the issuer's own side (Open Badges 3.0, section
 * 9; Controlled Identifiers 1.0, section 3.3): the DID document of `issuer.id` lists the proof's
 * verification method under `assertionMethod`, with the issuer as its controller, neither revoked nor
 * expired. What the signer's side claims about its controller proves nothing. This goes for every
 * proof; only in a proof chain may others sign too, if at least one link is the issuer's.
 *
 * An issuer that is named by an https URL is inconclusive: there is no DID document to read, and
 * nothing on the signer's side could stand for it.
 */
export async function checkIssuerKey(
  document: JsonObject,
  context: { now: Date; resolve: Resolver },
): Promise<CheckResult> {
  const issuer = issuerIdOf(document)
  if (typeof issuer !== 'string' || (issuer.startsWith('did:') && !isDid(issuer))) {
    return failed('malformed-did', 'The identifier of the issuer is malformed.')
  }
  if (!issuer.startsWith('did:')) {
    return inconclusive(
      'issuer-not-a-did',
      'The issuer is named by a web address that lists no keys in a way this verifier reads.',
    )
  }
  const resolution = await context.resolve(issuer)
  if ('unavailable' in resolution) {
    return inconclusive('did-unavailable', 'The keys of the issuer could not be fetched.')
  }
  if ('invalid' in resolution) {
    return failed('did-invalid', 'The identifier of the issuer does not lead to its keys.')
  }
  let bound = false
  const proofs = valuesOf(document.proof).filter(isObject)
  const chained = new Set(proofs.flatMap((proof) => valuesOf(proof.previousProof)))
  for (const proof of proofs) {
    const url = String(proof.verificationMethod)
    if (didOfMethod(url) !== issuer) {
      if (proof.previousProof === undefined && !chained.has(proof.id)) return notTheIssuers
      continue
    }
    const found = findMethod(resolution.document, url)
    if (found?.method.controller !== issuer) return notTheIssuers
    // First, because a revoked key is no longer among those that may assert either.
    const problem = standingProblem(found.method, context.now)
    if (problem) return problem
    if (!found.mayAssert) return notTheIssuers
    bound = true
  }
  return bound ? passed('The key that signed the document belongs to the issuer.') : notTheIssuers
}
