import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import { type Actor, type Created, invalid, notFound, rfc3339 } from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import type { Goal, NewGoal } from './goal-schema.ts'
import { pathwayFor } from './known.ts'
import {
  deleteGoal,
  type GoalRow,
  goalsOf,
  insertGoal,
  lockGoals,
  pathwaysToward,
} from './route-store.ts'
import { knownBadgeClasses } from './store.ts'

/** What is to be met: pathways, one of which is enough; or the badge itself, where none awards it. */
export type Target = { pathwayIds: string[]; badgeClassId: string | null }

/** What learners set out for. */
export type GoalService = {
  add(tx: Transaction, actor: Actor, learnerId: string, input: NewGoal): Promise<Created<Goal>>
  list(actor: Actor, learnerId: string): Promise<Goal[]>
  remove(actor: Actor, learnerId: string, goalId: string): Promise<void>
  /**
   * What a pathway or a goal asks of a learner.
   * @throws Problem when there is no such learner, pathway or goal for the caller
   */
  target(
    actor: Actor,
    learnerId: string,
    query: { pathwayId?: string; goalId?: string },
  ): Promise<Target>
}

/** A {@link GoalService} in the database. */
export function createGoalService(deps: {
  database: Database
  learners: Pick<LearnerService, 'get'>
  now: () => Date
}): GoalService {
  const { database, learners, now } = deps

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
    const row = await pathwayFor(database.queries, actor, id)
    if (row === undefined) throw notFound('pathway', 'pathwayId')
  }

  return {
    async add(tx, actor, learnerId, input) {
      await admit(actor, learnerId)
      const { pathwayId = null, badgeClassId = null, destination = null } = input
      if ([pathwayId, badgeClassId, destination].filter((one) => one !== null).length !== 1) {
        const detail = 'One of pathwayId, badgeClassId and destination is required, and no more.'
        throw invalid({ field: 'pathwayId', detail })
      }
      if (pathwayId !== null) await checkPathway(actor, pathwayId)
      if (
        badgeClassId !== null &&
        !(await knownBadgeClasses(tx, new Set([badgeClassId]), actor.issuerId)).has(badgeClassId)
      ) {
        throw notFound('badge class', 'badgeClassId')
      }
      const { issuerId } = actor
      const what = { pathwayId, badgeClassId, destination }
      await lockGoals(tx, learnerId)
      const same = (await goalsOf(tx, learnerId, issuerId)).find(
        (one) =>
          one.issuerId === issuerId &&
          one.pathwayId === pathwayId &&
          one.badgeClassId === badgeClassId &&
          one.destination === destination,
      )
      if (same) return { resource: toGoal(same), revision: 1, isNew: false, unkept: true }
      const row = await insertGoal(tx, {
        id: uuidv7(),
        learnerId,
        issuerId,
        ...what,
        createdAt: now(),
      })
      recordEvents(tx, [{ type: 'goal.set', issuerId, subjectIds: [row.id] }])
      return { resource: toGoal(row), revision: 1, unkept: true }
    },
    async list(actor, learnerId) {
      await admit(actor, learnerId)
      return (await goalsOf(database.queries, learnerId, actor.issuerId)).map(toGoal)
    },
    async remove(actor, learnerId, goalId) {
      await admit(actor, learnerId)
      const { id, issuerId } = await goalOf(actor, learnerId, goalId)
      await database.transaction(async (tx) => {
        await deleteGoal(tx, id)
        recordEvents(tx, [{ type: 'goal.given-up', issuerId, subjectIds: [id] }])
      })
    },
    async target(actor, learnerId, { pathwayId, goalId }) {
      await admit(actor, learnerId)
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
        pathwayIds: await pathwaysToward(database.queries, found, actor),
        badgeClassId,
      }
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
