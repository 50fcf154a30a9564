import {
  claimProblems,
  type DecodedCredentialJwt,
  decodeCredentialJwt,
  type JsonObject,
  verifyCredentialJwt,
} from '../credentials/index.ts'
import { checkShape } from './check-shape.ts'
import type { JwtKey } from './jwt-key.ts'
import { type CheckResult, failed, passed } from './report.ts'

/**
 * Whether a text is a VC-JWT whose claims say what its credential says (Open Badges 3.0, section
 * 8.2.4.1), and the credential has the right shape. Tokens of VC-JOSE-COSE (`typ` `vc+jwt`) need not
 * repeat anything in claims.
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
  const bare = /^(application\/)?vc\+jwt$/i.test(String(token.header.typ))
  const [problem] = claimProblems(token.claims, token.credential).filter(
    ({ code }) => !(bare && code === 'claim-missing'),
  )
  if (problem) return { token, document: null, result: failed(problem.code, problem.detail) }
  return { token, ...checkShape(token.credential) }
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
