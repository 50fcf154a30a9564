export { answerChanged, answerRead, type Created, type Versioned } from './answers.ts'
export {
  type Actor,
  type Authenticate,
  holdToLearner,
  installAuthentication,
  unauthenticated,
} from './authentication.ts'
export { installClosing } from './closing.ts'
export { checkRevision, expectedRevisions, notModified } from './conditional.ts'
export {
  installErrorHandling,
  isDatabaseAway,
  problemOf,
  sendProblem,
} from './error-handler.ts'
export {
  examplesOf,
  Id,
  IdParams,
  lifecycleExample,
  lifecycleFields,
  lifecycleOf,
  NoContent,
  nullable,
  rfc3339,
  Timestamp,
  TimestampInput,
  text,
  Url,
} from './fields.ts'
export { healthRoutes } from './health.ts'
export { type Creations, createCreations, type Together } from './idempotency.ts'
export { idempotencyKey, reused } from './idempotency-key.ts'
export {
  installJsonBody,
  type JsonLimits,
  readJson,
  readJsonText,
  refuseEncodings,
  refuseUnstorable,
} from './json-body.ts'
export { beginsLong, fitsBesides, type LongMembers } from './long-members.ts'
export { preferredType } from './media-types.ts'
export { momentOf, wholeSecond } from './moments.ts'
export { installOpenApi } from './openapi.ts'
export { type Page, PageOf, type PageRequest, page, pageQuery, pageRequest } from './paging.ts'
export { passOver } from './pass-over.ts'
export {
  conflict,
  erasedCredential,
  type FieldProblem,
  invalid,
  notFound,
  Problem,
  ProblemDocument,
  problemResponses,
} from './problems.ts'
export { installQueryText } from './query-text.ts'
export { installRateLimit } from './rate-limit.ts'
export { installRequestTime } from './request-time.ts'
export { type ResourceService, resourceRoutes } from './resource-routes.ts'
export { LEARNER_SCOPES, SCOPES, type Scope } from './scopes.ts'
export { buildLazySerialiser } from './serialisation.ts'
export { unreadableRequests } from './unreadable.ts'
export { installUploads, Upload, uploadContent } from './upload.ts'
export { installValidation, valueChecker, valueValidator } from './validation.ts'
export { fieldName } from './validation-problem.ts'
