import { compactVerify, importJWK, type JWK } from 'jose'
import { decodeCredentialJwt, decodePresentationJwt, type JwtProblem } from './decode.ts'
import { type JwtAlgorithm, jwkProblem } from './keys.ts'

/** The outcome for a signature. `detail` is a sentence for a reader, `code` is for a program. */
export type JwtVerdict =
  | { verified: true }
  | {
      verified: false
      code: JwtProblem['problem'] | 'unusable-key' | 'invalid-signature'
      detail: string
    }

/**
 * Whether a VC-JWT was signed with the private half of a key (RS256, ES256 or EdDSA). Only the
 * signature is judged: whose key it is, whether the claims agree with the credential
 * (`claimProblems`), and its times, are for the caller to check.
 *
 * @param publicJwk The key that the issuer publishes, never one out of the token's header. Refused
 *   when it is not one for the token's algorithm, weak, or not only public.
 *
 * Never rejects.
 */
export async function verifyCredentialJwt(jwt: string, publicJwk: unknown): Promise<JwtVerdict> {
  return verifyDecoded(jwt, decodeCredentialJwt(jwt), publicJwk)
}

/** The same for a presentation that is secured as a JWT. */
export async function verifyPresentationJwt(jwt: string, publicJwk: unknown): Promise<JwtVerdict> {
  return verifyDecoded(jwt, decodePresentationJwt(jwt), publicJwk)
}

async function verifyDecoded(
  jwt: string,
  decoded: { alg: JwtAlgorithm } | JwtProblem,
  publicJwk: unknown,
): Promise<JwtVerdict> {
  if ('problem' in decoded) {
    return { verified: false, code: decoded.problem, detail: decoded.detail }
  }
  const { alg } = decoded
  const unusable = jwkProblem(publicJwk, alg)
  if (unusable) return { verified: false, code: 'unusable-key', detail: unusable }
  // Only what makes the key itself, so that no other member of a stranger's JWK steers the import.
  const { kty, crv, n, e, x, y } = publicJwk as JWK & { kty: string }
  const bare = Object.entries({ kty, crv, n, e, x, y }).filter(([, value]) => value !== undefined)
  let key: Awaited<ReturnType<typeof importJWK>>
  try {
    key = await importJWK(Object.fromEntries(bare) as JWK, alg)
  } catch {
    const detail = 'The key is not well-formed.'
    return { verified: false, code: 'unusable-key', detail }
  }
  try {
    await compactVerify(jwt, key, { algorithms: [alg] })
    return { verified: true }
  } catch {
    const detail = 'The signature does not match: the token is not as it was signed.'
    return { verified: false, code: 'invalid-signature', detail }
  }
}
