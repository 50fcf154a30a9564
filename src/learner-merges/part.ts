import { and, eq, or, sql } from 'drizzle-orm'
import { learnerMerges } from '../db/index.ts'
import { rfc3339 } from '../http/index.ts'
import type { LearnerPart } from '../learners/index.ts'
import { mergesInto, redirectMerges } from './store.ts'

/**
 * Merges in a learner's record. Erasing forgets what it would take to undo them, and with whom the
 * learner was one for a while.
 */
export const learnerMergePart: LearnerPart = {
  name: 'merges',
  async *documents(db, learnerId) {
    for (const { id, fromId, createdAt, undoneAt } of await mergesInto(db, learnerId)) {
      yield {
        path: `${id}.json`,
        content: {
          id,
          mergedLearnerId: fromId,
          createdAt: rfc3339(createdAt),
          undoneAt: undoneAt && rfc3339(undoneAt),
        },
      }
    }
  },
  move: redirectMerges,
  async moveBack(tx, moved, from, to) {
    await tx
      .update(learnerMerges)
      .set({ intoId: from })
      .where(
        and(
          sql`${learnerMerges.id} = any(${sql.param(moved)}::uuid[])`,
          eq(learnerMerges.intoId, to),
        ),
      )
  },
  async erase(tx, learnerId) {
    await tx
      .delete(learnerMerges)
      .where(or(eq(learnerMerges.intoId, learnerId), eq(learnerMerges.fromId, learnerId)))
  },
}
