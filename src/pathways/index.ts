export { ctdlRoutes } from './ctdl-routes.ts'
export { type CtdlService, createCtdlService } from './ctdl-service.ts'
export { goalRoutes } from './goal-routes.ts'
export { createGoalService, type GoalService } from './goal-service.ts'
export { RECHECK_TASK, REVIEW_TASK, reviewForBadgeClass } from './grounds.ts'
export { createPathwayMoves, type PathwayMoves } from './moves.ts'
export { pathwayPart } from './part.ts'
export {
  createProgressService,
  type ProgressService,
} from './progress-service.ts'
export { createRouteService, type RouteService } from './route-service.ts'
export { pathwayRoutes } from './routes.ts'
export { createPathwayService, type PathwayService } from './service.ts'
export { createSolver } from './solver.ts'
export { type PathwayRow, pathwayById } from './store.ts'
