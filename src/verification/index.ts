/**
 * The checks on a presented credential and the report about them. Pure: time, DID resolution and
 * status lists are passed in; a verdict is data, never an exception.
 */
export { checkUnsigned } from './check-unsigned.ts'
export type {
  DidResolution,
  DocumentKind,
  DocumentLoad,
  IssuerListing,
  IssuerListings,
  KnownJwtKey,
  VerificationEnvironment,
} from './environment.ts'
export { isOpenBadge2 } from './open-badges-2/index.ts'
export {
  type EmbeddedReport,
  type PresentationCheck,
  type PresentationOptions,
  type PresentationReport,
  type PresentedPresentation,
  presentationCheckNames,
  type RecordVerification,
  verifyPresentation,
  verifyRecord,
} from './presentations/index.ts'
export { type Presented, presentedText } from './presented.ts'
export {
  type Check,
  type CheckName,
  checkNames,
  type EndorsementResult,
  type Verdict,
  type VerificationReport,
} from './report.ts'
export type { CredentialSummary } from './summary.ts'
export {
  type Verification,
  type VerificationOptions,
  verify,
  verifyCredential,
  verifyJwt,
} from './verify.ts'
export { type PresentedBadge, verifyBadge } from './verify-badge.ts'
export {
  type PresentedReport,
  type PresentedVerification,
  verifyPresented,
} from './verify-presented.ts'
