import { and, asc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import { awardBatches, type Queries, type Transaction } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'
import type { AwardBatchFilter, AwardBatchStatus } from './schema.ts'

export type AwardBatchRow = typeof awardBatches.$inferSelect

/** Rows by what became of them. */
export type Counts = Pick<AwardBatchRow, 'awarded' | 'duplicates' | 'invalid' | 'failed'>

export async function batchById(db: Queries, id: string): Promise<AwardBatchRow | undefined> {
  const [row] = await db.select().from(awardBatches).where(eq(awardBatches.id, id))
  return row
}

/** Locks a batch until the transaction ends; its chunks go on being worked on until they count. */
export async function lockBatch(db: Queries, id: string): Promise<AwardBatchRow | undefined> {
  const [row] = await db.select().from(awardBatches).where(eq(awardBatches.id, id)).for('update')
  return row
}

export async function batchByIdempotency(
  db: Queries,
  idempotencyHash: Buffer,
): Promise<AwardBatchRow | undefined> {
  const [row] = await db
    .select()
    .from(awardBatches)
    .where(eq(awardBatches.idempotencyHash, idempotencyHash))
  return row
}

/** One row more than the page holds. */
export function listBatches(
  db: Queries,
  filter: AwardBatchFilter & { issuerId: string | null },
  page: PageRequest,
): Promise<AwardBatchRow[]> {
  const { issuerId, status, badgeClassId } = filter
  const conditions: (SQL | undefined)[] = [
    issuerId === null ? undefined : eq(awardBatches.issuerId, issuerId),
    status === undefined ? undefined : eq(awardBatches.status, status),
    badgeClassId === undefined ? undefined : eq(awardBatches.badgeClassId, badgeClassId),
    page.after === null ? undefined : gt(awardBatches.id, page.after),
  ]
  return db
    .select()
    .from(awardBatches)
    .where(and(...conditions))
    .orderBy(asc(awardBatches.id))
    .limit(page.limit + 1)
}

export async function updateBatch(
  db: Queries,
  id: string,
  changes: Partial<typeof awardBatches.$inferInsert>,
): Promise<AwardBatchRow> {
  const [row] = await db
    .update(awardBatches)
    .set(changes)
    .where(eq(awardBatches.id, id))
    .returning()
  return row as AwardBatchRow
}

/**
 * Adds what became of the rows of a chunk to the counts of its batch. What makes every row of it
 * answered completes it: of workers at the same batch the last one to get here does, and no other.
 */
export async function addCounts(
  tx: Transaction,
  id: string,
  { awarded, duplicates, invalid, failed }: Counts,
  at: Date,
): Promise<{ isCompleted: boolean }> {
  const { rows } = await tx.$client.query<{ status: AwardBatchStatus }>({
    name: 'award-batch-add-counts',
    text: `update award_batches set
        awarded = awarded + $2, duplicates = duplicates + $3,
        invalid = invalid + $4, failed = failed + $5,
        started_at = coalesce(started_at, $6::timestamptz), updated_at = $6::timestamptz,
        completed_at = case
          when awarded + duplicates + invalid + failed + $2 + $3 + $4 + $5 = total
            then $6::timestamptz end,
        status = case
          when awarded + duplicates + invalid + failed + $2 + $3 + $4 + $5 = total then 'completed'
          when status = 'queued' then 'running'
          else status end
      where id = $1
      returning status`,
    values: [id, awarded, duplicates, invalid, failed, at],
  })
  return { isCompleted: rows[0]?.status === 'completed' }
}

/** Adds what the first look at a chunk found to the counts of its batch, which nothing completes. */
export async function addChecked(
  tx: Transaction,
  id: string,
  { invalid, failed }: Pick<Counts, 'invalid' | 'failed'>,
  at: Date,
): Promise<AwardBatchRow> {
  return updateBatch(tx, id, {
    invalid: sql`${awardBatches.invalid} + ${invalid}`,
    failed: sql`${awardBatches.failed} + ${failed}`,
    startedAt: sql`coalesce(${awardBatches.startedAt}, ${at.toISOString()}::timestamptz)`,
    status: sql`case when ${awardBatches.status} = 'queued' then 'running' else ${awardBatches.status} end`,
    updatedAt: at,
  } as never)
}

/** Batches that somebody receives, with who that is. */
export function receivedBatches(db: Queries): Promise<{ id: string; receiverId: string | null }[]> {
  return db
    .select({ id: awardBatches.id, receiverId: awardBatches.receiverId })
    .from(awardBatches)
    .where(and(eq(awardBatches.status, 'receiving'), sql`${awardBatches.completedAt} is null`))
}

/** Marks batches incomplete that these receivers were receiving, and no longer do. */
export async function abandon(db: Queries, receiverIds: string[], at: Date): Promise<void> {
  await db
    .update(awardBatches)
    .set({ status: 'incomplete', receiverId: null, updatedAt: at })
    .where(and(eq(awardBatches.status, 'receiving'), inArray(awardBatches.receiverId, receiverIds)))
}
