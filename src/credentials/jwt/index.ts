/** Credentials as VC-JWTs (Open Badges 3.0, section 8.2; VC-JOSE-COSE). */
export { type ClaimProblem, claimProblems } from './claims.ts'
export {
  type DecodedCredentialJwt,
  type DecodedPresentationJwt,
  decodeCredentialJwt,
  decodePresentationJwt,
  type JwtProblem,
} from './decode.ts'
export {
  type GeneratedJwtKey,
  generateJwtKey,
  type JwtAlgorithm,
  type JwtSigningAlgorithm,
} from './keys.ts'
export { type JwsSign, jwkSigner, signCredentialJwt } from './sign.ts'
export { type JwtVerdict, verifyCredentialJwt, verifyPresentationJwt } from './verify.ts'
