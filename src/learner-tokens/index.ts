export { learnerTokenPart } from './part.ts'
export { learnerTokenRoutes } from './routes.ts'
export {
  createLearnerTokenService,
  isLearnerToken,
  type LearnerTokenService,
} from './service.ts'
