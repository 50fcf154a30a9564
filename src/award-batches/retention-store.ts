import { and, asc, eq, inArray, isNull, lt, or } from 'drizzle-orm'
import { awardBatchChunks, awardBatches, type Queries } from '../db/index.ts'

/** Whom a batch waits for when it is in one of these: a caller, who may never come back. */
const WAITING = ['incomplete', 'paused']

/** Which batches ended before this time, or have waited for a caller for as long. */
function isOver(before: Date) {
  return and(
    isNull(awardBatches.forgottenAt),
    or(
      lt(awardBatches.completedAt, before),
      and(inArray(awardBatches.status, WAITING), lt(awardBatches.updatedAt, before)),
    ),
  )
}

/** Some of the batches whose rows and answers were kept for long enough, oldest first. */
export async function batchesToForget(
  db: Queries,
  before: Date,
  limit: number,
): Promise<{ id: string }[]> {
  return db
    .select({ id: awardBatches.id })
    .from(awardBatches)
    .where(isOver(before))
    .orderBy(asc(awardBatches.id))
    .limit(limit)
}

/** Locks one of them; undefined when somebody else did, or it is kept for longer after all. */
export async function lockToForget(db: Queries, id: string, before: Date) {
  const [row] = await db
    .select()
    .from(awardBatches)
    .where(and(eq(awardBatches.id, id), isOver(before)))
    .for('update', { skipLocked: true })
  return row
}

/** Deletes rows, answers and format of a batch. What it awarded stays known by its id. */
export async function deleteAnswers(db: Queries, id: string, at: Date): Promise<void> {
  await db
    .update(awardBatchChunks)
    .set({ sealedRows: null, sealedAnswers: null })
    .where(eq(awardBatchChunks.batchId, id))
  await db
    .update(awardBatches)
    .set({ forgottenAt: at, updatedAt: at, sealedFormat: null })
    .where(eq(awardBatches.id, id))
}
