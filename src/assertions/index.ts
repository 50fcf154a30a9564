export type {
  AssessedOutcome,
  BulkAward,
  RowOutcome,
} from './award-rows.ts'
export { NewAssertion } from './award-schema.ts'
export { type AskForNotices, credentialUrl } from './awarding.ts'
export { publishedAmong } from './choice-store.ts'
export type { DuplicatePolicy } from './duplicates.ts'
export { credentialExample } from './example.ts'
export { createAssertionsPart } from './learner-part.ts'
export { assertionRoutes } from './routes.ts'
export { AssertionSummary } from './schema.ts'
export { type AssertionService, createAssertionService } from './service.ts'
export { assertionsByIds } from './store.ts'
