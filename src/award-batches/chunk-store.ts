import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { awardBatchChunks, pgArray, type Queries, type Transaction } from '../db/index.ts'

export type ChunkRow = typeof awardBatchChunks.$inferSelect
export type NewChunkRow = Pick<
  ChunkRow,
  'batchId' | 'number' | 'firstRow' | 'rowCount' | 'rowsHash' | 'sealedRows'
>

const chunks = awardBatchChunks

export async function insertChunk(tx: Transaction, row: NewChunkRow): Promise<void> {
  await tx.insert(chunks).values(row)
}

/** What shows that rows are the same, of each chunk that is there, in order. */
export function chunkHashes(
  db: Queries,
  batchId: string,
): Promise<Pick<ChunkRow, 'number' | 'rowCount' | 'rowsHash'>[]> {
  return db
    .select({ number: chunks.number, rowCount: chunks.rowCount, rowsHash: chunks.rowsHash })
    .from(chunks)
    .where(eq(chunks.batchId, batchId))
    .orderBy(asc(chunks.number))
}

/** Deletes the chunks of a batch after this one; all, with 0. */
export async function deleteChunksAfter(
  tx: Transaction,
  batchId: string,
  number: number,
): Promise<void> {
  await tx.delete(chunks).where(and(eq(chunks.batchId, batchId), gt(chunks.number, number)))
}

/** How many rows of a batch are stored. */
export async function countStoredRows(db: Queries, batchId: string): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`coalesce(sum(${chunks.rowCount}), 0)::int` })
    .from(chunks)
    .where(eq(chunks.batchId, batchId))
  return row?.count ?? 0
}

/** Which chunk to work on: one nobody looked at, or one that was checked and is to be awarded. */
export type Turn = 'waiting' | 'checked'

/**
 * Takes the first chunk of a batch whose turn it is and that no other worker has, and locks it until
 * the transaction ends.
 */
export async function takeChunk(
  tx: Transaction,
  batchId: string,
  turn: Turn,
): Promise<ChunkRow | undefined> {
  const [row] = await tx
    .select()
    .from(chunks)
    .where(
      // Written out: the index of what is left is known to hold it only by its value.
      and(eq(chunks.batchId, batchId), sql`${chunks.state} = ${sql.raw(`'${turn}'`)}`),
    )
    .orderBy(asc(chunks.number))
    .limit(1)
    .for('update', { skipLocked: true })
  return row
}

/** Whether a chunk was not looked at yet, or is just being looked at by another worker. */
export async function someWaiting(db: Queries, batchId: string): Promise<boolean> {
  const rows = await db
    .select({ number: chunks.number })
    .from(chunks)
    .where(and(eq(chunks.batchId, batchId), sql`${chunks.state} = 'waiting'`))
    .limit(1)
  return rows.length > 0
}

/** Whether a chunk has not ended, or is just being worked on by another worker. */
export async function someLeft(db: Queries, batchId: string): Promise<boolean> {
  const rows = await db
    .select({ number: chunks.number })
    .from(chunks)
    .where(and(eq(chunks.batchId, batchId), sql`${chunks.state} <> 'done'`))
    .limit(1)
  return rows.length > 0
}

/** Keeps the answers to the rows of a chunk, and what was awarded for them. */
export async function keepAnswersOf(
  tx: Transaction,
  { batchId, number }: Pick<ChunkRow, 'batchId' | 'number'>,
  kept: { state: 'checked' | 'done'; sealedAnswers: Buffer; assertionIds: string[] },
): Promise<void> {
  await tx.$client.query({
    name: 'award-batch-keep-answers',
    text: `update award_batch_chunks set state = $3, sealed_answers = $4, assertion_ids = $5::uuid[]
      where batch_id = $1 and number = $2`,
    values: [batchId, number, kept.state, kept.sealedAnswers, pgArray('uuid', kept.assertionIds)],
  })
}

/**
 * Locks the chunks that are left: first those that nobody has, so that no worker begins another, and
 * then, waiting for the workers, the rest.
 */
export async function lockChunksLeft(tx: Transaction, batchId: string): Promise<void> {
  const left = () =>
    tx
      .select({ number: chunks.number })
      .from(chunks)
      .where(and(eq(chunks.batchId, batchId), sql`${chunks.state} <> 'done'`))
      .orderBy(asc(chunks.number))
  await left().for('update', { skipLocked: true })
  await left().for('update')
}

/** Ends the chunks that are left; the answers that a check wrote stay if they are wanted. */
export async function endChunksLeft(
  tx: Transaction,
  batchId: string,
  answers: 'keep' | 'drop',
): Promise<void> {
  await tx
    .update(chunks)
    .set({ state: 'done', ...(answers === 'drop' && { sealedAnswers: null }) })
    .where(and(eq(chunks.batchId, batchId), sql`${chunks.state} <> 'done'`))
}
