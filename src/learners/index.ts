export { checkedIdentifier, type Recipient } from './awarding.ts'
export { Identifier } from './identifiers.ts'
export { learnerRoutes } from './routes.ts'
export { createLearnerService, type LearnerService } from './service.ts'
