export { Identifier } from './identifiers.ts'
export { learnerRoutes } from './routes.ts'
export { createLearnerService, type LearnerService, type Recipient } from './service.ts'
