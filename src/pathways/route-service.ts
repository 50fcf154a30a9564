import type { Database } from '../db/index.ts'
import type { Actor } from '../http/index.ts'
import { circleOf, opportunitiesGiving } from '../opportunities/index.ts'
import { createEvaluation, programOf, type Step } from '../requirements/index.ts'
import type { RouteQuery, Routes } from './goal-schema.ts'
import type { GoalService } from './goal-service.ts'
import { type RouteGround, readRouteGround } from './route-ground.ts'
import type { Earnable } from './route-store.ts'
import type { Solution, Solver } from './solver.ts'

/** The least effort to get where a learner wants to. */
export type RouteService = {
  /** The least-effort sets of badges that are still missing for a pathway or a goal. */
  routes(actor: Actor, learnerId: string, query: RouteQuery): Promise<Routes>
}

/** A {@link RouteService} that has each question solved by `solve`. */
export function createRouteService(deps: {
  database: Database
  goals: Pick<GoalService, 'target'>
  solve: Solver
  now: () => Date
}): RouteService {
  const { database, goals, solve, now } = deps
  return {
    async routes(actor, learnerId, query) {
      const db = database.queries
      const { issuerId } = actor
      const near = circleOf(query)
      const target = await goals.target(actor, learnerId, query)
      const at = now()
      const ground = await readRouteGround(db, learnerId, target, issuerId, at)
      const solutions = await solve(programOf(ground.effort))
      const byId = new Map(ground.open.map((one) => [one.id, one]))
      const wanted = [...new Set(solutions.flatMap(({ badgeClasses }) => badgeClasses))]
      const giving = await opportunitiesGiving(db, actor, wanted, { at, near })
      const routes = solutions.map((solution) => {
        const { badgeClasses, opportunities, cost } = solution
        const explanation = badgeClasses.map((id) => {
          const { name, hours } = byId.get(id) as Earnable
          const opportunities = (giving.get(id) ?? []).map(
            ({ id, name, startsAt, distanceKm }) => ({ id, name, startsAt, distanceKm }),
          )
          return { badgeClassId: id, name, hours, opportunities }
        })
        const steps = stepsMet(ground, target.pathwayIds, solution, byId)
        return { badgeClasses, opportunities, cost, steps, explanation }
      })
      return { routes, exact: solutions.every(({ isBest }) => isBest) }
    },
  }
}

/** The steps of pathways that are completed with a solution and are not without it. */
function stepsMet(
  { world, facts, attended, following }: RouteGround,
  pathwayIds: readonly string[],
  { badgeClasses, opportunities }: Solution,
  byId: ReadonlyMap<string, Earnable>,
): string[] {
  const earned = badgeClasses.map((id) => ({
    assertionId: id,
    badgeClassId: id,
    layer: byId.get(id)?.layer ?? null,
  }))
  const evaluate = createEvaluation(world, {
    badges: [...facts.badges, ...earned],
    attended: [
      ...attended,
      ...opportunities.map((opportunityId) => ({ checkInId: '', opportunityId })),
    ],
  })
  return pathwayIds.flatMap((id) => {
    const before = following(id).steps
    return evaluate(world.pathways.get(id) as Step[]).steps.flatMap(({ step, met }, position) =>
      met && before[position]?.met === false ? [step.id] : [],
    )
  })
}
