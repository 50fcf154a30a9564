import { and, eq, isNull } from 'drizzle-orm'
import { learnerMerges, type Queries } from '../db/index.ts'

/** Who has everything of a learner who was merged. */
export async function survivorOf(db: Queries, learnerId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ intoId: learnerMerges.intoId })
    .from(learnerMerges)
    .where(and(eq(learnerMerges.fromId, learnerId), isNull(learnerMerges.undoneAt)))
  return row?.intoId
}

/** Who is no more because they turned out to be a learner. */
export async function mergedInto(db: Queries, learnerId: string): Promise<string[]> {
  const rows = await db
    .select({ fromId: learnerMerges.fromId })
    .from(learnerMerges)
    .where(and(eq(learnerMerges.intoId, learnerId), isNull(learnerMerges.undoneAt)))
  return rows.map(({ fromId }) => fromId)
}
