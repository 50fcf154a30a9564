import { sql } from 'drizzle-orm'
import type { Queries } from '../db/index.ts'
import type { Named } from '../requirements/index.ts'

/** What the badge classes, pathways and opportunities that steps name are called, by their ids. */
export async function namesOf(db: Queries, named: Named): Promise<Map<string, string>> {
  const { badgeClasses, pathways, opportunities } = named
  const { rows } = await db.execute<{ id: string; name: string }>(sql`
    select b.id, v.definition ->> 'name' as name
      from badge_classes b join badge_class_versions v on v.id = b.current_version_id
      where b.id = any(${sql.param([...badgeClasses])}::uuid[])
    union all
    select id, name from pathways where id = any(${sql.param([...pathways])}::uuid[])
    union all
    select id, name from opportunities where id = any(${sql.param([...opportunities])}::uuid[])`)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
