import { asc, eq, inArray } from 'drizzle-orm'
import { claims } from '../db/index.ts'
import { rfc3339 } from '../http/index.ts'
import type { LearnerPart } from '../learners/index.ts'

/** What a learner claimed with codes. */
export const claimPart: LearnerPart = {
  name: 'claims',
  async *documents(db, learnerId) {
    const rows = await db
      .select()
      .from(claims)
      .where(eq(claims.learnerId, learnerId))
      .orderBy(asc(claims.id))
    for (const { id, assertionId, checkInId, createdAt } of rows) {
      yield {
        path: `${id}.json`,
        content: { id, assertionId, checkInId, createdAt: rfc3339(createdAt) },
      }
    }
  },
  async move(tx, from, to) {
    const moved = await tx
      .update(claims)
      .set({ learnerId: to })
      .where(eq(claims.learnerId, from))
      .returning({ id: claims.id })
    return moved.map(({ id }) => id)
  },
  async moveBack(tx, moved, from) {
    const ids = moved as string[]
    if (ids.length > 0) {
      await tx.update(claims).set({ learnerId: from }).where(inArray(claims.id, ids))
    }
  },
  // That somebody claimed is counted on.
  async erase(tx, learnerId) {
    await tx.update(claims).set({ learnerId: null }).where(eq(claims.learnerId, learnerId))
  },
}
