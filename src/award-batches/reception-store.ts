import { and, eq } from 'drizzle-orm'
import { awardBatches, type Queries, type Transaction } from '../db/index.ts'
import { deleteChunksAfter } from './chunk-store.ts'
import type { AwardBatchRow } from './store.ts'

export type NewBatchRow = Pick<
  AwardBatchRow,
  | 'id'
  | 'issuerId'
  | 'badgeClassId'
  | 'actorId'
  | 'actorIssuerId'
  | 'idempotencyHash'
  | 'requestHash'
  | 'onInvalid'
  | 'onDuplicate'
  | 'notify'
  | 'sealedFormat'
  | 'status'
  | 'receiverId'
  | 'total'
  | 'createdAt'
  | 'updatedAt'
>

/**
 * Makes a batch.
 *
 * @returns whether it was made; not when there is one for this Idempotency-Key by now
 */
export async function insertBatch(tx: Transaction, row: NewBatchRow): Promise<boolean> {
  const made = await tx
    .insert(awardBatches)
    .values(row)
    .onConflictDoNothing({ target: awardBatches.idempotencyHash })
    .returning({ id: awardBatches.id })
  return made.length > 0
}

/** Makes somebody the one who receives the rest of a batch; not if somebody else does or did. */
export async function claim(db: Queries, id: string, receiverId: string, at: Date) {
  const claimed = await db
    .update(awardBatches)
    .set({ status: 'receiving', receiverId, updatedAt: at })
    .where(and(eq(awardBatches.id, id), eq(awardBatches.status, 'incomplete')))
    .returning({ id: awardBatches.id })
  return claimed.length > 0
}

/**
 * Changes a batch that is still received by this receiver.
 *
 * @returns undefined when it no longer is: it was cancelled, or its receiver was taken for gone
 */
export async function changeReceived(
  db: Queries,
  id: string,
  receiverId: string,
  changes: Partial<typeof awardBatches.$inferInsert>,
): Promise<AwardBatchRow | undefined> {
  const [row] = await db
    .update(awardBatches)
    .set(changes)
    .where(
      and(
        eq(awardBatches.id, id),
        eq(awardBatches.status, 'receiving'),
        eq(awardBatches.receiverId, receiverId),
      ),
    )
    .returning()
  return row
}

/** Deletes a batch that was never received whole, with its rows. */
export async function deleteReceived(tx: Transaction, id: string): Promise<void> {
  await deleteChunksAfter(tx, id, 0)
  await tx.delete(awardBatches).where(eq(awardBatches.id, id))
}
