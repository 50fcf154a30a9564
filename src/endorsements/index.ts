export { createCurrentEndorsements } from './current.ts'
export { createEndorsementsPart } from './learner-part.ts'
export {
  createEndorsementReading,
  type Embedded,
  type EndorsementReading,
} from './reading.ts'
export { endorsementRoutes } from './routes.ts'
export { createEndorsementService, type EndorsementService } from './service.ts'
export { acceptedAboutAward } from './store.ts'
