import { createPrivateKey, type JsonWebKey, sign as signBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from 'jose'
import { isObject, type JsonObject } from '../json.ts'
import { claimsOfCredential } from './claims.ts'
import type { JwtSigningAlgorithm } from './keys.ts'

/** Signs the input of a JWS (RFC 7515, section 5.1) by RS256 or ES256 (RFC 7518, section 3). */
export type JwsSign = (input: Uint8Array) => Promise<Uint8Array>

const signAside = promisify(signBytes)

/**
 * What signs with a private JWK, away from the main thread: an RSA signature takes a millisecond.
 * Throws a TypeError when the key is not one for the algorithm.
 */
export function jwkSigner(privateJwk: JWK, alg: JwtSigningAlgorithm): JwsSign {
  const isFit = alg === 'RS256' ? privateJwk.kty === 'RSA' : privateJwk.crv === 'P-256'
  if (!isFit) refuse(`The key is not one for ${alg}.`)
  const key = createPrivateKey({ key: privateJwk as JsonWebKey, format: 'jwk' })
  return (input) => signAside('sha256', input, { key, dsaEncoding: 'ieee-p1363' })
}

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
 * @param options.sign The private key, see {@link jwkSigner}.
 * @returns The compact JWS. With RS256 always the same for the same input; with ES256 not.
 *
 * Rejects with a TypeError for a credential that cannot be signed.
 */
export async function signCredentialJwt(
  credential: JsonObject,
  options: { sign: JwsSign; alg: JwtSigningAlgorithm; kid: string },
): Promise<string> {
  assertSignable(credential)
  const { alg, kid, sign } = options
  const payload = { ...credential, ...claimsOfCredential(credential) }
  const input = `${encoded({ alg, kid, typ: 'JWT' })}.${encoded(payload)}`
  return `${input}.${Buffer.from(await sign(Buffer.from(input))).toString('base64url')}`
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
