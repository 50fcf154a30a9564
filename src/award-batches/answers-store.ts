import { and, eq, getTableColumns, inArray, lt, sql } from 'drizzle-orm'
import { awardBatchChunks, awardBatches, type Queries } from '../db/index.ts'
import type { AwardBatchRow } from './store.ts'

const chunks = awardBatchChunks
const { sealedRows, sealedAnswers, state, rowCount, firstRow } = getTableColumns(chunks)

/** How many chunks, and rows in them, are answered before the first one that is not. */
export async function answeredUpTo(
  db: Queries,
  batchId: string,
): Promise<{ chunks: number; rows: number }> {
  const firstLeft = sql`coalesce((
    select min(number) from award_batch_chunks where batch_id = ${batchId} and state <> 'done'
  ), 2147483647)`
  const [row] = await db
    .select({
      chunks: sql<number>`count(*)::int`,
      rows: sql<number>`coalesce(sum(${rowCount}), 0)::int`,
    })
    .from(chunks)
    .where(and(eq(chunks.batchId, batchId), lt(chunks.number, firstLeft)))
  return row ?? { chunks: 0, rows: 0 }
}

const columns = { state, rowCount, firstRow, sealedAnswers, forgottenAt: awardBatches.forgottenAt }

/** A chunk with its answers, and when those of its batch were forgotten. */
export async function answersOfChunk(db: Queries, batchId: string, number: number) {
  const [row] = await db
    .select(columns)
    .from(chunks)
    .innerJoin(awardBatches, eq(awardBatches.id, chunks.batchId))
    .where(and(eq(chunks.batchId, batchId), eq(chunks.number, number)))
  return row
}

/** The same with its rows. */
export async function rowsOfChunk(db: Queries, batchId: string, number: number) {
  const [row] = await db
    .select({ ...columns, sealedRows })
    .from(chunks)
    .innerJoin(awardBatches, eq(awardBatches.id, chunks.batchId))
    .where(and(eq(chunks.batchId, batchId), eq(chunks.number, number)))
  return row
}

/** Some batches, in no order; those that are not there are left out. */
export function batchesById(db: Queries, ids: string[]): Promise<AwardBatchRow[]> {
  return db.select().from(awardBatches).where(inArray(awardBatches.id, ids))
}
