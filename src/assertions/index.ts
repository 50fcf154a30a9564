export { credentialExample } from './example.ts'
export { assertionRoutes } from './routes.ts'
export { AssertionSummary } from './schema.ts'
export { type AssertionService, createAssertionService } from './service.ts'
