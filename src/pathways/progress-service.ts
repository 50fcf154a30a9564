import type { Database, Queries } from '../db/index.ts'
import { type Actor, notFound } from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import type { Attendance } from '../requirements/index.ts'
import { assertionFacts } from './facts-store.ts'
import { createFollowing } from './following.ts'
import { readGraph } from './graph.ts'
import { progressOf } from './progress.ts'
import type { Progress } from './progress-schema.ts'
import { isHidden } from './service.ts'

/** What learners attended. */
export type AttendancesOf = (
  db: Queries,
  learnerIds: readonly string[],
) => Promise<Map<string, Attendance[]>>

/** Where learners stand. */
export type ProgressService = {
  /**
   * Where a learner stands on a pathway, derived from the assertions as they are now. The key of an
   * issuer is told of what that issuer awarded, and nothing else.
   */
  progress(actor: Actor, learnerId: string, pathwayId: string): Promise<Progress>
}

export function createProgressService(deps: {
  database: Database
  learners: Pick<LearnerService, 'get'>
  attendancesOf: AttendancesOf
  now: () => Date
}): ProgressService {
  const { database, learners, attendancesOf, now } = deps
  return {
    async progress(actor, learnerId, pathwayId) {
      await learners.get(actor, learnerId)
      const db = database.queries
      const graph = await readGraph(db, [pathwayId])
      const pathway = graph.pathways.get(pathwayId)
      if (pathway === undefined || isHidden(actor, pathway)) throw notFound('pathway', 'pathwayId')
      const assertions = await assertionFacts(db, [learnerId], actor.issuerId)
      const attended = await attendancesOf(db, [learnerId])
      const following = createFollowing(
        graph,
        assertions.get(learnerId) ?? [],
        attended.get(learnerId) ?? [],
        now(),
      )
      return { learnerId, pathwayId, ...progressOf(following(pathwayId)) }
    },
  }
}
