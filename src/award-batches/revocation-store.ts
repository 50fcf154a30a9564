import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { awardBatchChunks, type Queries } from '../db/index.ts'

const hasAwarded = sql`cardinality(${awardBatchChunks.assertionIds}) > 0`

/** What a batch awarded, all of it. */
export async function assertionIdsOf(db: Queries, batchId: string): Promise<string[]> {
  const rows = await db
    .select({ ids: awardBatchChunks.assertionIds })
    .from(awardBatchChunks)
    .where(and(eq(awardBatchChunks.batchId, batchId), hasAwarded))
    .orderBy(asc(awardBatchChunks.number))
  return rows.flatMap(({ ids }) => ids)
}

/** The next chunk of which something was awarded. */
export async function nextAwarded(
  db: Queries,
  batchId: string,
  after: number,
): Promise<{ number: number; assertionIds: string[] } | undefined> {
  const [row] = await db
    .select({ number: awardBatchChunks.number, assertionIds: awardBatchChunks.assertionIds })
    .from(awardBatchChunks)
    .where(
      and(eq(awardBatchChunks.batchId, batchId), gt(awardBatchChunks.number, after), hasAwarded),
    )
    .orderBy(asc(awardBatchChunks.number))
    .limit(1)
  return row
}
