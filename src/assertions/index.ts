export { assertionRoutes } from './routes.ts'
export { type AssertionService, createAssertionService } from './service.ts'
