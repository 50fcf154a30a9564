import { CompactSign, importJWK, type JWK } from 'jose'
import { isObject, type JsonObject } from '../json.ts'
import { claimsOfCredential } from './claims.ts'
import type { JwtSigningAlgorithm } from './keys.ts'

const registered = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'vc', 'vp', 'cnf']

function refuse(message: string): never {
  throw new TypeError(message)
}

function assertSignable(credential: JsonObject): void {
  if ('proof' in credential) refuse('A VC-JWT is made from the credential without its proof.')
  const taken = registered.find((name) => name in credential)
  if (taken) refuse(`The credential has a member "${taken}", which is a claim of the token.`)
  const { iss, jti, nbf, exp, sub } = claimsOfCredential(credential)
  if (!iss || !jti || nbf === undefined) refuse('The credential needs issuer, id and validFrom.')
  if (!isObject(credential.credentialSubject) || !sub) {
    refuse('The credential needs one subject, which has an id: the claim sub is required.')
  }
  if (credential.validUntil !== undefined && exp === undefined) refuse('validUntil is no time.')
  const whole = [credential.validFrom, credential.validUntil ?? credential.validFrom]
  if (whole.some((time) => Date.parse(String(time)) % 1000 !== 0)) {
    refuse('The times of the credential must be whole seconds, which is all that claims can say.')
  }
}

/**
 * Signs a credential of VCDM 2.0 as a VC-JWT (Open Badges 3.0, section 8.2; VC-JOSE-COSE): the
 * payload is the credential itself, with the claims iss, jti, nbf, sub, and exp where it ends; there
 * is no claim `vc`. The header is exactly `alg`, `kid` and `typ` (`JWT`).
 *
 * @param credential Without its proof.
 * @param options.kid The URL that serves the public key as one JWK.
 * @returns The compact JWS. With RS256 always the same for the same input; with ES256 not.
 *
 * Rejects with a TypeError for a credential or a key that cannot be signed with.
 */
export async function signCredentialJwt(
  credential: JsonObject,
  options: { privateJwk: JWK; alg: JwtSigningAlgorithm; kid: string },
): Promise<string> {
  assertSignable(credential)
  const { alg, kid, privateJwk } = options
  const payload = { ...credential, ...claimsOfCredential(credential) }
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg, kid, typ: 'JWT' })
    .sign(await importJWK(privateJwk, alg))
}
