import type { Database, Transaction } from '../db/index.ts'
import { type Actor, conflict, notFound } from '../http/index.ts'
import { countStoredRows, endChunksLeft, lockChunksLeft, someWaiting } from './chunk-store.ts'
import type { Completion } from './completion.ts'
import { askForLanes } from './lanes.ts'
import { type AwardBatchRow, batchById, lockBatch, updateBatch } from './store.ts'

/** What a caller can do with a batch that is on its way. */
export type Control = {
  /**
   * Nothing more is awarded, but for what is under way, until it is resumed.
   * @throws Problem 409 when its rows are not there yet, or it has ended
   */
  pause(actor: Actor, id: string): Promise<AwardBatchRow>
  /** @throws Problem 409 as `pause` does */
  resume(actor: Actor, id: string): Promise<AwardBatchRow>
  /**
   * Ends a batch: what was awarded stays, every other row has failed.
   * @throws Problem 409 when it is completed
   */
  cancel(actor: Actor, id: string): Promise<AwardBatchRow>
}

/** @throws Problem 404 for a batch that is not there, or is another's */
export function visible(actor: Actor, batch: AwardBatchRow | undefined): AwardBatchRow {
  const isHidden = actor.issuerId !== null && actor.issuerId !== batch?.issuerId
  if (batch === undefined || isHidden) throw notFound('award batch')
  return batch
}

export function createControl({
  database,
  now,
  completion,
}: {
  database: Database
  now: () => Date
  completion: Completion
}): Control {
  const locked = async (tx: Transaction, actor: Actor, id: string) =>
    visible(actor, await lockBatch(tx, id))

  return {
    pause: (actor, id) =>
      database.transaction(async (tx) => {
        const batch = await locked(tx, actor, id)
        if (batch.status === 'paused') return batch
        refuseUnlessUnderWay(batch)
        return updateBatch(tx, id, { status: 'paused', updatedAt: now() })
      }),
    resume: (actor, id) =>
      database.transaction(async (tx) => {
        const batch = await locked(tx, actor, id)
        refuseUnlessUnderWay(batch)
        if (batch.status !== 'paused') return batch
        await askForLanes(tx, id)
        const status = batch.startedAt === null ? 'queued' : 'running'
        return updateBatch(tx, id, { status, updatedAt: now() })
      }),
    cancel: (actor, id) =>
      database.transaction(async (tx) => {
        visible(actor, await batchById(tx, id))
        // Before the batch itself, as its workers do, who count last.
        await lockChunksLeft(tx, id)
        const batch = await locked(tx, actor, id)
        if (batch.status === 'cancelled') return batch
        if (batch.status === 'completed') throw conflict('The batch is completed.')
        const isChecking = batch.onInvalid === 'reject' && (await someWaiting(tx, id))
        await endChunksLeft(tx, id, 'drop')
        return completion.cancel(tx, batch, { total: await countStoredRows(tx, id), isChecking })
      }),
  }
}

function refuseUnlessUnderWay({ status }: AwardBatchRow): void {
  if (['queued', 'running', 'paused'].includes(status)) return
  throw conflict(
    status === 'completed' || status === 'cancelled'
      ? `The batch is ${status}.`
      : 'The rows of the batch are not all there yet.',
  )
}
