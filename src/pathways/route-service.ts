import { uuidv7 } from 'uuidv7'
import { equivalentsOf } from '../badge-classes/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import { type Actor, type Created, invalid, notFound, rfc3339 } from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import { createEvaluation, namedBy, programOf, type Step } from '../requirements/index.ts'
import { factsAt } from './facts.ts'
import { assertionFacts } from './facts-store.ts'
import { createFollowing } from './following.ts'
import type { Goal, NewGoal, Routes } from './goal-schema.ts'
import { readGraph } from './graph.ts'
import { attendancesOf } from './opportunity-store.ts'
import {
  deleteGoal,
  type Earnable,
  earnableBadges,
  type GoalRow,
  goalsOf,
  insertGoal,
  opportunitiesGiving,
  pathwaysToward,
} from './route-store.ts'
import { isHidden } from './service.ts'
import type { Solver } from './solver.ts'
import { knownBadgeClasses, pathwayById } from './store.ts'

/** What learners set out for, and the least effort to get there. */
export type RouteService = {
  addGoal(tx: Transaction, actor: Actor, learnerId: string, input: NewGoal): Promise<Created<Goal>>
  goals(actor: Actor, learnerId: string): Promise<Goal[]>
  removeGoal(actor: Actor, learnerId: string, goalId: string): Promise<void>
  /** The least-effort sets of badges that are still missing for a pathway or a goal. */
  routes(
    actor: Actor,
    learnerId: string,
    query: { pathwayId?: string; goalId?: string },
  ): Promise<Routes>
}

export function createRouteService(deps: {
  database: Database
  learners: Pick<LearnerService, 'get'>
  solve: Solver
  now: () => Date
}): RouteService {
  const { database, learners, solve, now } = deps

  async function admit(actor: Actor, learnerId: string): Promise<void> {
    if (actor.learnerId !== null && actor.learnerId !== learnerId) throw notFound('learner')
    await learners.get(actor, learnerId)
  }

  async function goalOf(actor: Actor, learnerId: string, id: string): Promise<GoalRow> {
    const rows = await goalsOf(database.queries, learnerId, actor.issuerId)
    const row = rows.find((one) => one.id === id)
    if (row === undefined) throw notFound('goal', 'goalId')
    return row
  }

  async function checkPathway(actor: Actor, id: string): Promise<void> {
    const row = await pathwayById(database.queries, id)
    if (row === undefined || isHidden(actor, row)) throw notFound('pathway', 'pathwayId')
  }

  /** What is to be met, as pathways; or the badge itself, where no pathway awards it. */
  async function toward(
    actor: Actor,
    learnerId: string,
    { pathwayId, goalId }: { pathwayId?: string; goalId?: string },
  ): Promise<{ pathwayIds: string[]; badgeClassId: string | null }> {
    if ((pathwayId === undefined) === (goalId === undefined)) {
      const detail = 'pathwayId or goalId is required, and not both.'
      throw invalid({ field: 'pathwayId', detail })
    }
    const goal = goalId === undefined ? undefined : await goalOf(actor, learnerId, goalId)
    const only = pathwayId ?? goal?.pathwayId ?? null
    if (only !== null) {
      await checkPathway(actor, only)
      return { pathwayIds: [only], badgeClassId: null }
    }
    const { badgeClassId, destination } = goal as GoalRow
    const found = { badgeClassId, destination }
    return {
      pathwayIds: await pathwaysToward(database.queries, found, actor.issuerId),
      badgeClassId,
    }
  }

  return {
    async addGoal(tx, actor, learnerId, input) {
      await admit(actor, learnerId)
      const { pathwayId = null, badgeClassId = null, destination = null } = input
      if ([pathwayId, badgeClassId, destination].filter((one) => one !== null).length !== 1) {
        const detail = 'One of pathwayId, badgeClassId and destination is required, and no more.'
        throw invalid({ field: 'pathwayId', detail })
      }
      if (pathwayId !== null) await checkPathway(actor, pathwayId)
      if (
        badgeClassId !== null &&
        !(await knownBadgeClasses(tx, [badgeClassId], actor.issuerId)).has(badgeClassId)
      ) {
        throw notFound('badge class', 'badgeClassId')
      }
      const { issuerId } = actor
      const what = { pathwayId, badgeClassId, destination }
      const row = await insertGoal(tx, {
        id: uuidv7(),
        learnerId,
        issuerId,
        ...what,
        createdAt: now(),
      })
      return { resource: toGoal(row), revision: 1 }
    },
    async goals(actor, learnerId) {
      await admit(actor, learnerId)
      return (await goalsOf(database.queries, learnerId, actor.issuerId)).map(toGoal)
    },
    async removeGoal(actor, learnerId, goalId) {
      await admit(actor, learnerId)
      await deleteGoal(database.queries, (await goalOf(actor, learnerId, goalId)).id)
    },
    async routes(actor, learnerId, query) {
      await admit(actor, learnerId)
      const db = database.queries
      const { issuerId } = actor
      const { pathwayIds, badgeClassId } = await toward(actor, learnerId, query)
      const graph = await readGraph(db, pathwayIds)
      const assertions = (await assertionFacts(db, [learnerId], issuerId)).get(learnerId) ?? []
      const attended = await attendancesOf(db, learnerId, issuerId)
      const at = now()
      const facts = factsAt(assertions, attended, at)
      const following = createFollowing(graph, assertions, attended, at)
      const pathways = new Map<string, readonly Step[]>()
      for (const [id, { status }] of graph.pathways) {
        if (status !== 'published' && !pathwayIds.includes(id)) continue
        const steps = following(id).steps.map(({ step }) => step)
        pathways.set(id, steps)
      }
      const goal: Step =
        pathwayIds.length > 0
          ? { id: 'goal', name: '', requires: { any: pathwayIds.map((pathway) => ({ pathway })) } }
          : badgeClassId === null
            ? { id: 'goal', name: '', requires: { any: [] } }
            : { id: 'goal', name: '', requires: { badgeClass: badgeClassId } }
      const all = [goal, ...[...pathways.values()].flat()]
      const named = namedBy(all)
      const equivalents = await equivalentsOf(db, [...named.badgeClasses])
      const held = new Set(facts.badges.map((one) => one.badgeClassId))
      const ids = [...named.badgeClasses, ...[...equivalents.values()].flat()]
      const earnable = await earnableBadges(db, ids, [...named.layers], issuerId)
      const open = earnable.filter(({ id }) => !held.has(id))
      const ofLayer = new Map<string, string[]>()
      const heldOfLayer = new Map<string, number>()
      for (const layer of named.layers) {
        const have = facts.badges.filter((one) => one.layer === layer)
        heldOfLayer.set(layer, new Set(have.map((one) => one.badgeClassId)).size)
        ofLayer.set(
          layer,
          open.filter((one) => one.layer === layer).map(({ id }) => id),
        )
      }
      const solutions = await solve(
        programOf({
          steps: [goal],
          pathways,
          equivalents,
          held,
          heldOfLayer,
          attended: new Set(attended.map(({ opportunityId }) => opportunityId)),
          costs: new Map(open.map(({ id, hours }) => [id, hours])),
          ofLayer,
        }),
      )
      const byId = new Map(open.map((one) => [one.id, one]))
      const wanted = [...new Set(solutions.flatMap(({ badgeClasses }) => badgeClasses))]
      const giving = await opportunitiesGiving(db, wanted, at, issuerId)
      const routes = solutions.map(({ badgeClasses, opportunities, cost }) => {
        const evaluate = createEvaluation(
          { pathways, equivalents },
          {
            badges: [
              ...facts.badges,
              ...badgeClasses.map((id) => ({
                assertionId: id,
                badgeClassId: id,
                layer: byId.get(id)?.layer ?? null,
              })),
            ],
            attended: [
              ...attended,
              ...opportunities.map((opportunityId) => ({ checkInId: '', opportunityId })),
            ],
          },
        )
        const before = new Map(pathwayIds.map((id) => [id, following(id).steps]))
        const steps = pathwayIds.flatMap((id) =>
          evaluate(pathways.get(id) as Step[]).steps.flatMap(({ step, met }, position) =>
            met && before.get(id)?.[position]?.met === false ? [step.id] : [],
          ),
        )
        const explanation = badgeClasses.map((id) => {
          const { name, hours } = byId.get(id) as Earnable
          const opportunities = (giving.get(id) ?? []).map((one) => ({
            id: one.id,
            name: one.name,
            startsAt: one.startsAt === null ? null : rfc3339(new Date(one.startsAt)),
          }))
          return { badgeClassId: id, name, hours, opportunities }
        })
        return { badgeClasses, opportunities, cost, steps, explanation }
      })
      return { routes, exact: solutions.every(({ isBest }) => isBest) }
    },
  }
}

function toGoal({ id, learnerId, pathwayId, badgeClassId, destination, createdAt }: GoalRow): Goal {
  return {
    id,
    learnerId,
    pathwayId,
    badgeClassId,
    destination: destination as Goal['destination'],
    createdAt: rfc3339(createdAt),
  }
}
