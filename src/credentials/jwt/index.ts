/** Credentials as VC-JWTs (Open Badges 3.0, section 8.2; VC-JOSE-COSE). */
export { type ClaimProblem, claimProblems } from './claims.ts'
export { type DecodedCredentialJwt, decodeCredentialJwt, type JwtProblem } from './decode.ts'
export {
  type GeneratedJwtKey,
  generateJwtKey,
  type JwtAlgorithm,
  type JwtSigningAlgorithm,
} from './keys.ts'
export { type JwsSign, jwkSigner, signCredentialJwt } from './sign.ts'
export { type JwtVerdict, verifyCredentialJwt } from './verify.ts'
