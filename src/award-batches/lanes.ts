import { addJob, type Transaction } from '../db/index.ts'

/** Name of the job that works on a batch. */
export const AWARD_TASK = 'award-batch'

/**
 * How many workers a batch has at most: one fewer than a service with threads has jobs under way at the
 * least, so that what else there is to do need not wait for a batch.
 */
const LANES = ['1', '2', '3'] as const

/** Behind what somebody waits for. */
const PRIORITY = 10

/** What the job is told. */
export type Lane = { awardBatchId: string; lane: string }

/**
 * Asks for one worker of a batch, behind those of other batches that wait for their turn.
 *
 * @param afterMs - not before so long
 */
export async function askForLane(tx: Transaction, lane: Lane, afterMs = 0): Promise<void> {
  const key = `${AWARD_TASK} ${lane.awardBatchId} ${lane.lane}`
  await addJob(tx, AWARD_TASK, lane, key, { priority: PRIORITY, endless: true, afterMs })
}

/** Asks for all workers of a batch; those under way are not disturbed. */
export async function askForLanes(tx: Transaction, awardBatchId: string): Promise<void> {
  for (const lane of LANES) await askForLane(tx, { awardBatchId, lane })
}
