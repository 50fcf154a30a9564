import {
  claimProblems,
  type DecodedCredentialJwt,
  decodeCredentialJwt,
  type JsonObject,
  verifyCredentialJwt,
} from '../credentials/index.ts'
import { CLOCK_SKEW_MS } from './check-proof.ts'
import { checkShape } from './check-shape.ts'
import type { JwtKey } from './jwt-key.ts'
import { type CheckResult, failed, passed } from './report.ts'

/** Whether a token is one whose payload is the credential, by VC-JOSE-COSE and its drafts. */
function isBare({ header, claims }: DecodedCredentialJwt): boolean {
  const type = /^(application\/)?vc(\+jwt|\+ld\+jwt|\+ld\+json\+jwt|-ld\+jwt)$/i
  return type.test(String(header.typ)) && claims.vc === undefined
}

/**
 * Whether a text is a VC-JWT whose claims say what its credential says (Open Badges 3.0, section
 * 8.2.4.1), and the credential has the right shape. Tokens of VC-JOSE-COSE (`typ` `vc+jwt`) need not
 * repeat anything in claims, and their `nbf` and `exp` are about the token, see
 * {@link tokenTimeProblem}.
 *
 * @returns the token taken apart, null when that failed; the credential as an object to work on,
 *   null when it is none; and the outcome
 */
export function checkJwtShape(jwt: string): {
  token: DecodedCredentialJwt | null
  document: JsonObject | null
  result: CheckResult
} {
  const token = decodeCredentialJwt(jwt)
  if ('problem' in token) {
    return { token: null, document: null, result: failed(token.problem, token.detail) }
  }
  const bare = isBare(token)
  const [problem] = claimProblems(token.claims, token.credential).filter(
    ({ code, claim }) =>
      !(bare && (code === 'claim-missing' || claim === 'nbf' || claim === 'exp')),
  )
  if (problem) return { token, document: null, result: failed(problem.code, problem.detail) }
  return { token, ...checkShape(token.credential) }
}

/**
 * Why a token is not good at this time, whatever the credential says; null when it is, or when its
 * claims repeat the credential's own times, which are judged by themselves.
 */
export function tokenTimeProblem(token: DecodedCredentialJwt, now: Date): CheckResult | null {
  return isBare(token) ? claimTimeProblem(token.claims, now) : null
}

/** Why a token is not good at this time (RFC 7519, sections 4.1.4 and 4.1.5). */
export function claimTimeProblem({ exp, nbf }: JsonObject, now: Date): CheckResult | null {
  const seconds = now.getTime() / 1000
  if (exp !== undefined && !(typeof exp === 'number' && exp > seconds)) {
    return failed('proof-expired', 'The proof was made to be valid for a time that is over.')
  }
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf <= seconds + CLOCK_SKEW_MS / 1000)) {
    return failed('proof-not-yet-valid', 'The proof claims to have been made in the future.')
  }
  return null
}

/**
 * Whether one of the keys signed the token.
 *
 * @param keys at least one
 * @returns the outcome, and of the key that did whether the issuer vouches for it
 */
export async function checkJwtSignature(
  jwt: string,
  keys: JwtKey[],
): Promise<{ result: CheckResult; binding: CheckResult | null }> {
  let first: CheckResult | undefined
  for (const { jwk, binding } of keys) {
    const verdict = await verifyCredentialJwt(jwt, jwk)
    if (verdict.verified) {
      return { result: passed('The document is exactly as it was signed.'), binding }
    }
    first ??= failed(verdict.code, verdict.detail)
  }
  const none = failed('key-not-found', 'There is no key to check the signature of the token with.')
  return { result: first ?? none, binding: null }
}
