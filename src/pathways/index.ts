export { ctdlRoutes } from './ctdl-routes.ts'
export { type CtdlService, createCtdlService } from './ctdl-service.ts'
export type { Graph } from './following.ts'
export { goalRoutes } from './goal-routes.ts'
export { createGoalService, type GoalService } from './goal-service.ts'
export { readGraph } from './graph.ts'
export { RECHECK_TASK, REVIEW_TASK, reviewForBadgeClass, SECOND_LOOK_TASK } from './grounds.ts'
export { groundOf, type Journeys, openJourneys } from './journeys.ts'
export { createPathwayMoves, type PathwayMoves } from './moves.ts'
export { pathwayPart } from './part.ts'
export {
  createProgressService,
  type ProgressService,
} from './progress-service.ts'
export { createRouteService, type RouteService } from './route-service.ts'
export { pathwayRoutes } from './routes.ts'
export { createPathwayService, isHidden, type PathwayService } from './service.ts'
export { createSolver } from './solver.ts'
export { type PathwayRow, pathwayById } from './store.ts'
