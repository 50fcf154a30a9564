export { learnerIdentifierRoutes } from './routes.ts'
export { createLearnerIdentifierService, type LearnerIdentifierService } from './service.ts'
export { useVerification } from './store.ts'
