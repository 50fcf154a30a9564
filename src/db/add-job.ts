import type { Transaction } from './client.ts'

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
): Promise<void> {
  await tx.$client.query('select graphile_worker.add_job($1, $2::json, job_key => $3)', [
    task,
    JSON.stringify(payload),
    key,
  ])
}
