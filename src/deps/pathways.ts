import {
  type CtdlService,
  createCtdlService,
  createGoalService,
  createPathwayMoves,
  createPathwayService,
  createProgressService,
  createRouteService,
  createSolver,
  type GoalService,
  type PathwayMoves,
  type PathwayService,
  type ProgressService,
  type RouteService,
} from '../pathways/index.ts'
import { mustWork } from '../places/index.ts'
import type { Awards } from './awards.ts'
import type { Foundation } from './foundation.ts'
import type { People } from './people.ts'

/** Pathways, and how learners get on along them. */
export type Pathways = {
  pathways: PathwayService
  pathwayMoves: PathwayMoves
  progress: ProgressService
  ctdl: CtdlService
  goals: GoalService
  routes: RouteService
}

export function createPathways(
  { database, log, now, publicUrl }: Foundation,
  { learners }: People,
  { assertions }: Awards,
): Pathways {
  const pathways = createPathwayService({
    database,
    now,
    checkPlace: (tx, actor, placeId) => mustWork(tx, actor, placeId, 'placeId'),
  })
  const goals = createGoalService({ database, learners, now })
  return {
    pathways,
    pathwayMoves: createPathwayMoves({ database, assertions, now, log }),
    progress: createProgressService({ database, learners, now }),
    ctdl: createCtdlService({ database, pathways, publicUrl }),
    goals,
    routes: createRouteService({ database, goals, now, solve: createSolver() }),
  }
}
