import type { Transaction } from './queries.ts'

/** How a job stands among others. */
export type JobOptions = {
  /** Jobs with a lower one are taken first, whenever they were asked for; 0 when left out. */
  priority?: number
  /** Whether it is tried again for ever, less and less often, and not only some days long. */
  endless?: boolean
  /** How long it waits before anybody may take it, in milliseconds; 0 when left out. */
  afterMs?: number
  /** Jobs of one queue are carried out one after another, whoever takes them. */
  queue?: string
}

/** The most that the queue can count to. */
const ENDLESS_ATTEMPTS = 32_767

/**
 * Asks for background work that exists exactly when the transaction commits.
 *
 * @param task - its name, see the jobs folder
 * @param key - of several jobs with the same key only the last one is kept; one under way is not
 *   disturbed
 */
export async function addJob(
  tx: Transaction,
  task: string,
  payload: Record<string, string>,
  key: string,
  { priority = 0, endless = false, afterMs = 0, queue }: JobOptions = {},
): Promise<void> {
  await tx.$client.query(
    `select graphile_worker.add_job($1, $2::json, job_key => $3, priority => $4::int,
      max_attempts => $5::int, run_at => now() + $6::int * interval '1 millisecond', queue_name => $7)`,
    [
      task,
      JSON.stringify(payload),
      key,
      priority,
      endless ? ENDLESS_ATTEMPTS : null,
      afterMs,
      queue ?? null,
    ],
  )
}
