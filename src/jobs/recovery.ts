import type { Database } from '../db/index.ts'
import { areGone } from '../presence/index.ts'

/**
 * Gives the jobs of runners that are gone back to all: graphile-worker alone would leave them locked
 * for hours.
 *
 * @returns the ids of those runners
 */
export async function giveJobsBack({ queries, pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select locked_by as id from graphile_worker._private_jobs where locked_at is not null
     union select locked_by from graphile_worker._private_job_queues where locked_at is not null`,
  )
  const gone = await areGone(
    queries,
    rows.map(({ id }) => id),
  )
  if (gone.length > 0) await pool.query('select graphile_worker.force_unlock_workers($1)', [gone])
  return gone
}
