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
