/**
 * Open Badges 3.0 credentials as data: documents, proofs, status lists, DIDs. Pure: keys, times,
 * random bytes and loaders are arguments; nothing here reads a clock, a file or the network.
 */
export {
  type AchievementInput,
  type AlignmentInput,
  achievementDocument,
  type ImageInput,
  layerAlignment,
  standardAlignment,
} from './achievement-document.ts'
export { definesTerm, hasOtherTerm } from './bundled-vocabulary.ts'
export { type ClrInput, clrCredential, unsignedPresentation } from './clr.ts'
export {
  type CanonicaliserStats,
  type CompiledCanonicaliser,
  type CredentialSeries,
  type CredentialSigner,
  createCompiledCanonicaliser,
  createCredentialSeries,
  createCredentialSigner,
  type LibraryReason,
  type RenderTemplate,
  readTemplate,
  render,
  type SeriesCredential,
  type TemplatePieces,
} from './compiled/index.ts'
export {
  bundledContextUrls,
  CLR_V2,
  CREDENTIALS_V1,
  CREDENTIALS_V2,
  DATA_INTEGRITY_V2,
  type DocumentLoader,
  documentLoader,
  ED25519_2020,
  isBundledContext,
  OPEN_BADGES_V3,
  UnknownContextError,
} from './contexts.ts'
export {
  type DidDocument,
  didDocument,
  ed25519Fragment,
  type IssuerKey,
  type VerificationMethod,
} from './did-document.ts'
export { didJwkDocument } from './did-jwk.ts'
export {
  didKey,
  didKeyDocument,
  publicKeyOfDidKey,
  revokedDidKeyDocument,
} from './did-key.ts'
export { canonicalDidWeb, didWebDocumentUrl, didWebFor, usesDidWeb } from './did-web.ts'
export { type DigestOf, matchesDigest } from './digest.ts'
export {
  type EndorsementInput,
  embeddable,
  endorsementCredential,
  lintEndorsement,
} from './endorsement.ts'
export { identityHash, isSameIdentity, type StatedIdentity } from './identity.ts'
export {
  type Baked,
  type BakePayload,
  type BakeVersion,
  bakePng,
  bakeSvg,
  checkImage,
  checkPngData,
  cleanSvg,
  drawnAsPng,
  type GeneratedBadge,
  generatedBadgeSvg,
  IMAGE_BOUNDS,
  type ImageBounds,
  type ImageFacts,
  type ImageProblem,
  type ImageProblemCode,
  isImageProblem,
  recogniseImage,
  unbakePng,
  unbakeSvg,
} from './images/index.ts'
export { refusedByLibrary, withContextsFor } from './issuable.ts'
export { hasType, isObject, type JsonObject, repeatsMember, valuesOf } from './json.ts'
export {
  brokenOff,
  createKeptDigests,
  type DocumentDigest,
  expand,
  type HashAlgorithm,
  type JsonLdProblem,
  type JsonLdProcessor,
  jsonLdProblem,
  jsonLdProcessor,
  processorOf,
} from './json-ld/index.ts'
export {
  type ClaimProblem,
  claimProblems,
  type DecodedCredentialJwt,
  type DecodedPresentationJwt,
  decodeCredentialJwt,
  decodePresentationJwt,
  type GeneratedJwtKey,
  generateJwtKey,
  type JwsSign,
  type JwtAlgorithm,
  type JwtProblem,
  type JwtSigningAlgorithm,
  type JwtVerdict,
  jwkSigner,
  signCredentialJwt,
  verifyCredentialJwt,
  verifyPresentationJwt,
} from './jwt/index.ts'
export {
  ed25519Multikey,
  type GeneratedKey,
  generateSigningKey,
  isEd25519Multikey,
  type SigningKey,
  signingKey,
  verifySignature,
} from './keys.ts'
export { lintAchievement } from './lint.ts'
export {
  type EvidenceInput,
  type OpenBadgeAward,
  type OpenBadgeInput,
  type OpenBadgeParts,
  openBadgeCredential,
  openBadgeFromParts,
  openBadgeParts,
  type ResultInput,
  type StatusEntryInput,
  type SupersededInput,
  statusEntry,
  supersededResource,
} from './open-badge.ts'
export {
  type BadgeParts,
  type BadgeVersion,
  badgeAsCredential,
  badgeVersionOf,
  type HostedAddresses,
  type HostedUrls,
  hostedAssertion,
  hostedBadgeClass,
  hostedIssuer,
  hostedUrls,
  isBadgeTerm,
  jwkOfPem,
  OPEN_BADGES_V1,
  OPEN_BADGES_V2,
  readBadgeObject,
  revokedAssertion,
  upgradedBadgeObject,
  upgradedRevocationList,
} from './open-badges-2/index.ts'
export { issuerProfileDocument, type ProfileInput } from './profile-document.ts'
export { suiteOfProof, type VerifiableSuite } from './proof-suites.ts'
export { publishedContextDigests } from './published-contexts.ts'
export { seedFromText } from './seed.ts'
export {
  type BadgeClassName,
  badgeObjectProblems,
  type EmbeddedCredential,
  type EnvelopeType,
  embeddedCredentials,
  envelopeProblems,
  isAbsoluteIri,
  isEnvelope,
  isOpenBadge,
  jwtOfEnvelope,
  type KindOfDocument,
  kindOf,
  presentationProblems,
  type ResultStatus,
  resultStatuses,
  type ShapeProblem,
  shapeProblems,
} from './shape/index.ts'
export { type ProofOccasion, type ProofSuite, signCredential } from './sign.ts'
export { statusListIndexPermutation } from './status-index.ts'
export {
  encodeStatusList,
  readStatusList,
  STATUS_LIST_SIZE,
  type StatusValue,
  statusListCredential,
} from './status-list.ts'
export { documentTime, parseDocumentTime } from './times.ts'
export { type Curve, jwkOf, publicKeyOf } from './verification-key.ts'
export { type ProofVerdict, verifyProof } from './verify-proof.ts'
