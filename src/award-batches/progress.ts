import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Database } from '../db/index.ts'
import type { Actor } from '../http/index.ts'
import { batchesById } from './answers-store.ts'
import { visible } from './control.ts'
import { progressEvents } from './progress-events.ts'
import { createProgressHub } from './progress-hub.ts'
import type { AwardBatch } from './schema.ts'
import { type AwardBatchRow, batchById } from './store.ts'

/** The progress of batches for whoever listens. */
export type BatchProgress = {
  /**
   * A batch as Server-Sent Events; see `progressEvents`.
   * @param stop - once aborted the stream ends
   * @throws Problem 404 when there is no such batch for the actor
   */
  events(actor: Actor, batchId: string, stop: AbortSignal): Promise<AsyncGenerator<string>>
}

/** How often listeners hear of a batch that changes, at most. */
const EVERY_MS = 300
const HEARTBEAT_MS = 15_000

export function createBatchProgress(deps: {
  database: Database
  log: Logger
  present: (row: AwardBatchRow) => AwardBatch
}): BatchProgress {
  const { present, log } = deps
  const { queries } = deps.database
  const hub = createProgressHub({
    async read(ids) {
      const rows = await batchesById(queries, ids)
      return new Map(
        rows.map((row) => [
          row.id,
          { text: JSON.stringify(present(row)), isEnd: row.completedAt !== null },
        ]),
      )
    },
    pause: () => delay(EVERY_MS),
    onError: (err) => log.warn({ err }, 'the progress of batches could not be read'),
  })
  return {
    async events(actor, batchId, stop) {
      visible(actor, await batchById(queries, batchId))
      return progressEvents(hub, batchId, { heartbeatMs: HEARTBEAT_MS, stop })
    },
  }
}
