export { learnerMergePart } from './part.ts'
export { learnerMergeRoutes } from './routes.ts'
export { createLearnerMergeService, type LearnerMergeService } from './service.ts'
