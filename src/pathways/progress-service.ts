import type { Database } from '../db/index.ts'
import { type Actor, notFound, type Page, type PageRequest, page, rfc3339 } from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import { type CompletionRow, completionsOf, listCompletions } from './completion-store.ts'
import { assertionFacts } from './facts-store.ts'
import { createFollowing } from './following.ts'
import { readGraph } from './graph.ts'
import { pathwayFor } from './known.ts'
import { attendancesOf } from './opportunity-store.ts'
import { progressOf } from './progress.ts'
import type { Completion, Progress } from './progress-schema.ts'
import { pathwayById } from './store.ts'

/** Where learners stand. */
export type ProgressService = {
  /**
   * Where a learner stands on a pathway, derived from the assertions as they are now. It is the same
   * for everybody who asks; the key of an issuer is not told by which assertions and check-ins of
   * others a part is met.
   */
  progress(actor: Actor, learnerId: string, pathwayId: string): Promise<Progress>
  /** Who completed a pathway that awards a badge. */
  completions(
    actor: Actor,
    pathwayId: string,
    flagged: boolean,
    request: PageRequest,
  ): Promise<Page<Completion>>
}

/** A {@link ProgressService} that reads what learners have now. */
export function createProgressService(deps: {
  database: Database
  learners: Pick<LearnerService, 'get'>
  now: () => Date
}): ProgressService {
  const { database, learners, now } = deps
  return {
    async progress(actor, learnerId, pathwayId) {
      if (actor.learnerId !== null && actor.learnerId !== learnerId) throw notFound('learner')
      await learners.get(actor, learnerId)
      const db = database.queries
      const graph = await readGraph(db, [pathwayId])
      const pathway = graph.pathways.get(pathwayId)
      if (pathway === undefined || (await pathwayFor(db, actor, pathwayId)) === undefined) {
        throw notFound('pathway', 'pathwayId')
      }
      const assertions = (await assertionFacts(db, [learnerId])).get(learnerId) ?? []
      const attended = await attendancesOf(db, learnerId)
      const following = createFollowing(graph, assertions, attended, now())
      const foreign = new Set(
        actor.issuerId === null
          ? []
          : [
              ...assertions.filter((one) => one.issuerId !== actor.issuerId).map(({ id }) => id),
              ...attended
                .filter((one) => one.issuerId !== actor.issuerId)
                .map(({ checkInId }) => checkInId),
            ],
      )
      const completion = (await completionsOf(db, learnerId)).get(pathwayId)
      return {
        learnerId,
        pathwayId,
        ...progressOf(following(pathwayId), foreign),
        completion: completion === undefined ? null : toCompletion(completion, foreign),
      }
    },
    async completions(actor, pathwayId, flagged, request) {
      const pathway = await pathwayById(database.queries, pathwayId)
      const isOwn = (actor.issuerId ?? pathway?.issuerId) === pathway?.issuerId
      // Its members read a pathway of a place, and not who completed it.
      if (pathway === undefined || !isOwn) throw notFound('pathway')
      const { after, limit } = request
      const rows = await listCompletions(database.queries, pathwayId, { after, limit, flagged })
      return page(
        rows.map((row) => toCompletion(row)),
        request,
      )
    },
  }
}

/** @param foreign - ids of assertions that the caller is not told */
function toCompletion(row: CompletionRow, foreign: ReadonlySet<string> = new Set()): Completion {
  return {
    id: row.id,
    learnerId: row.learnerId,
    version: row.version,
    completedAt: rfc3339(row.completedAt),
    assertionIds: row.assertionIds.filter((id) => !foreign.has(id)),
    groundFellAt: row.groundFellAt && rfc3339(row.groundFellAt),
    revokedAt: row.revokedAt && rfc3339(row.revokedAt),
  }
}
