export { pathwayRoutes } from './routes.ts'
export { createPathwayService, type PathwayService } from './service.ts'
