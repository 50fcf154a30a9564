import type { Database } from '../db/index.ts'

/** How many jobs are due or under way, by task; those that were given up are not. */
export async function waitingJobs({ pool }: Pick<Database, 'pool'>): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ task: string; count: number }>(
    `select task_identifier as task, count(*)::int as count from graphile_worker.jobs
      where run_at <= now() and attempts < max_attempts or locked_at is not null
      group by task_identifier`,
  )
  return new Map(rows.map(({ task, count }) => [task, count]))
}
