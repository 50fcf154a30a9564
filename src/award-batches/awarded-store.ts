import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { assertions, awardBatchChunks, isPublished, type Queries } from '../db/index.ts'

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

/** The numbers of the chunks of which something was awarded. */
export async function awardedChunks(db: Queries, batchId: string): Promise<number[]> {
  const rows = await db
    .select({ number: awardBatchChunks.number })
    .from(awardBatchChunks)
    .where(and(eq(awardBatchChunks.batchId, batchId), hasAwarded))
    .orderBy(asc(awardBatchChunks.number))
  return rows.map(({ number }) => number)
}

/** How assertions are published, if they are, and whether they stand; by their ids. */
export async function publishedById(db: Queries, ids: string[]) {
  const { id, publicId, revokedAt, suspendedAt, erasedAt } = assertions
  const rows = await db
    .select({
      id,
      publicId,
      revokedAt,
      suspendedAt,
      erasedAt,
      isPublished: sql<boolean>`${isPublished}`,
    })
    .from(assertions)
    .where(sql`${assertions.id} = any(${sql.param(ids)}::uuid[])`)
  return new Map(rows.map((row) => [row.id, row]))
}
