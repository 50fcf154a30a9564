import type { Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import { type AwardBatchRow, updateBatch } from './store.ts'

/** The end of a batch, of which others learn in the same transaction. */
export type Completion = ReturnType<typeof createCompletion>

export function createCompletion(now: () => Date) {
  const tell = (
    tx: Transaction,
    type: 'award-batch.completed' | 'award-batch.cancelled',
    { id, issuerId }: AwardBatchRow,
  ) => recordEvents(tx, [{ type, issuerId, subjectIds: [id] }])

  return {
    /** Every row has its answer: the counts have completed it. */
    note: (tx: Transaction, batch: AwardBatchRow): void => tell(tx, 'award-batch.completed', batch),
    /** Nothing is awarded, because some rows cannot be: those that could have failed with them. */
    async reject(tx: Transaction, batch: AwardBatchRow): Promise<void> {
      await updateBatch(tx, batch.id, {
        failed: batch.total - batch.invalid,
        status: 'completed',
        completedAt: now(),
      })
      tell(tx, 'award-batch.completed', batch)
    },
    /** What has no answer by now is not awarded any more. */
    async cancel(
      tx: Transaction,
      batch: AwardBatchRow,
      { total, isChecking }: { total: number; isChecking: boolean },
    ): Promise<AwardBatchRow> {
      const { id, awarded, duplicates } = batch
      // What a check found out about rows that are not awarded is of no interest any more.
      const invalid = isChecking ? 0 : batch.invalid
      const cancelled = await updateBatch(tx, id, {
        total,
        invalid,
        failed: total - awarded - duplicates - invalid,
        status: 'cancelled',
        receiverId: null,
        completedAt: now(),
        updatedAt: now(),
      })
      tell(tx, 'award-batch.cancelled', batch)
      return cancelled
    },
  }
}
