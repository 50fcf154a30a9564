import type { awardBatches, Database } from '../db/index.ts'
import { countStoredRows, endChunksLeft, someWaiting } from './chunk-store.ts'
import type { Completion } from './completion.ts'
import { batchesToForget, deleteAnswers, lockToForget } from './retention-store.ts'

/** Name of the job that calls `forget`. */
export const FORGET_TASK = 'forget-award-batches'
/** How many are looked up at once. */
const AT_ONCE = 100
const DAY_MS = 24 * 60 * 60 * 1000

type Kept = Pick<
  typeof awardBatches.$inferSelect,
  'status' | 'completedAt' | 'updatedAt' | 'forgottenAt'
>

/** How long the rows of batches, which are people's data, and the answers to them are kept. */
export type Retention = {
  /**
   * Until when a batch has its answers, or had them; null as long as it is worked on. One that
   * waits for its caller (incomplete, paused) has until then to be gone on with.
   */
  answersUntil(batch: Kept): Date | null
  /**
   * The job: deletes rows, answers and format of every batch whose time is over. One that still
   * waits for its caller is cancelled. What was awarded stays known, so that it can be exported and
   * revoked.
   *
   * @returns how many batches
   */
  forget(): Promise<number>
}

/** @param deps.days - how long after the end of a batch */
export function createRetention(deps: {
  database: Database
  now: () => Date
  days: number
  completion: Pick<Completion, 'cancel'>
}): Retention {
  const { database, now, completion } = deps
  const period = deps.days * DAY_MS

  const forgetOne = (id: string, before: Date): Promise<number> =>
    database.transaction(async (tx) => {
      const row = await lockToForget(tx, id, before)
      if (row === undefined) return 0
      if (row.completedAt === null) {
        const isChecking = row.onInvalid === 'reject' && (await someWaiting(tx, id))
        await endChunksLeft(tx, id, 'drop')
        await completion.cancel(tx, row, { total: await countStoredRows(tx, id), isChecking })
      }
      await deleteAnswers(tx, id, now())
      return 1
    })

  return {
    answersUntil({ status, completedAt, updatedAt, forgottenAt }) {
      if (forgottenAt !== null) return forgottenAt
      const isWaiting = status === 'incomplete' || status === 'paused'
      const since = completedAt ?? (isWaiting ? updatedAt : null)
      return since === null ? null : new Date(since.getTime() + period)
    },
    async forget() {
      const before = new Date(now().getTime() - period)
      let count = 0
      for (;;) {
        const batches = await batchesToForget(database.queries, before, AT_ONCE)
        let forgotten = 0
        for (const { id } of batches) forgotten += await forgetOne(id, before)
        count += forgotten
        // What another process holds it does itself.
        if (forgotten < AT_ONCE) return count
      }
    },
  }
}
