export {
  createProgressService,
  type ProgressService,
} from './progress-service.ts'
export { pathwayRoutes } from './routes.ts'
export { createPathwayService, type PathwayService } from './service.ts'
