export { credentialExample } from './example.ts'
export { assertionRoutes } from './routes.ts'
export { type AssertionService, createAssertionService } from './service.ts'
