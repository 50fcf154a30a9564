/**
 * The checks on a presented credential and the report about them. Pure: time, DID resolution and
 * status lists are passed in; a verdict is data, never an exception.
 */
export type {
  DidResolution,
  DocumentKind,
  DocumentLoad,
  KnownJwtKey,
  VerificationEnvironment,
} from './environment.ts'
export {
  type Check,
  type CheckName,
  checkNames,
  type Verdict,
  type VerificationReport,
} from './report.ts'
export type { CredentialSummary } from './summary.ts'
export { type VerificationOptions, verifyCredential, verifyJwt } from './verify.ts'
