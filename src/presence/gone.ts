import { type SQL, sql } from 'drizzle-orm'
import { pgArray, type Queries } from '../db/index.ts'

/** The key of the advisory lock that is held under a name. */
export const lockOf = (name: SQL | string) =>
  sql`hashtextextended('waymark presence ' || ${name}, 0)`

/**
 * Which of these names nobody holds any more: their process or thread has ended, or it has lost the
 * connection that it held them by and goes on under others. Known at once when a process ends, and
 * within ten seconds when its machine is gone.
 *
 * @param names - ids of presences, or other names held by them; names that nobody ever held are gone
 */
export async function areGone(db: Queries, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return []
  // Shared, so that two who ask at the same time do not take one another for its holder.
  const { rows } = await db.execute<{ name: string }>(
    sql`select name from unnest(${pgArray('text', names)}::text[]) name
      where pg_try_advisory_xact_lock_shared(${lockOf(sql`name`)})`,
  )
  return rows.map(({ name }) => name)
}
