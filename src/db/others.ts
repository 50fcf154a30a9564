import { setTimeout as delay } from 'node:timers/promises'
import type { Queries } from './queries.ts'

const LOOK_AGAIN_MS = 50
/** Far longer than any transaction of ours. */
const PATIENCE_MS = 120_000

/** Every transaction of the service but this one holds a lock of its own, from its first moment on. */
const OPEN = `
  select virtualxid as id from pg_locks
  join pg_stat_activity using (pid)
  where locktype = 'virtualxid' and mode = 'ExclusiveLock' and pid <> pg_backend_pid()
    and datname = current_database() and application_name = current_setting('application_name')`

/**
 * Waits until every transaction of the service that is open now, in any of its processes, has ended:
 * what they wrote from what they had read before can be seen then. Nobody waits for whoever waits.
 *
 * @throws Error when one does not end: the work is to be begun anew
 */
export async function othersToEnd(db: Queries): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  let left = [...(await openNow(db))]
  while (left.length > 0) {
    if (Date.now() > until) throw new Error('A transaction of the service does not end.')
    await delay(LOOK_AGAIN_MS)
    const now = await openNow(db)
    left = left.filter((id) => now.has(id))
  }
}

async function openNow(db: Queries): Promise<Set<string>> {
  const { rows } = await db.$client.query<{ id: string }>(OPEN)
  return new Set(rows.map(({ id }) => id))
}
