import {
  decodeCredentialJwt,
  isEnvelope,
  isObject,
  type JsonObject,
  jwtOfEnvelope,
  valuesOf,
} from '../credentials/index.ts'
import { type ProblemDetails, problemDetails } from './problem-types.ts'

/** For which occasion a credential should have been signed. */
export type Occasion = { challenge?: string; domain?: string; expectedProofPurpose?: string }

/** What a signature says of its occasion; a token says it in claims (VC-JOSE-COSE; OpenID4VP). */
type Signed = { challenge: unknown; domain: unknown; proofPurpose: unknown }

function signaturesOf(credential: JsonObject): Signed[] {
  const jwt = isEnvelope(credential, 'EnvelopedVerifiableCredential')
    ? jwtOfEnvelope(credential)
    : null
  if (jwt === null) {
    return valuesOf(credential.proof)
      .filter(isObject)
      .map(({ challenge, domain, proofPurpose }) => ({ challenge, domain, proofPurpose }))
  }
  const token = decodeCredentialJwt(jwt)
  const { nonce, aud } = 'problem' in token ? {} : token.claims
  return [{ challenge: nonce, domain: aud, proofPurpose: 'assertionMethod' }]
}

/**
 * Where the signatures of a credential are not those that the caller asks for (VC Data Integrity 1.0,
 * section 4.4, steps 5 to 7). Whether they verify is not looked at.
 */
export function occasionProblems(credential: JsonObject, asked: Occasion): ProblemDetails[] {
  const { challenge, domain, expectedProofPurpose: purpose } = asked
  const signatures = signaturesOf(credential)
  const problems: ProblemDetails[] = []
  if (purpose !== undefined && signatures.some(({ proofPurpose }) => proofPurpose !== purpose)) {
    const detail = 'The proof was made for another purpose than the one that is expected.'
    problems.push(
      problemDetails('PROOF_VERIFICATION_ERROR', detail, { code: 'wrong-proof-purpose' }),
    )
  }
  if (domain !== undefined && !signatures.every((one) => valuesOf(one.domain).includes(domain))) {
    const detail = 'The credential was signed for another domain, or for none.'
    problems.push(problemDetails('INVALID_DOMAIN_ERROR', detail, { code: 'domain-mismatch' }))
  }
  if (challenge !== undefined && signatures.some((one) => one.challenge !== challenge)) {
    const detail = 'The credential is not an answer to the challenge that was given.'
    problems.push(problemDetails('INVALID_CHALLENGE_ERROR', detail, { code: 'challenge-mismatch' }))
  }
  return problems
}
