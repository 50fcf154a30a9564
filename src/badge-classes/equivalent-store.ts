import { asc, eq, inArray } from 'drizzle-orm'
import { badgeClassEquivalents, badgeClasses, type Queries } from '../db/index.ts'

/** Which badge classes count as each of these; those that nothing counts as are left out. */
export async function equivalentsOf(
  db: Queries,
  badgeClassIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (badgeClassIds.length === 0) return new Map()
  const rows = await db
    .select()
    .from(badgeClassEquivalents)
    .where(inArray(badgeClassEquivalents.badgeClassId, [...badgeClassIds]))
    .orderBy(asc(badgeClassEquivalents.equivalentId))
  const groups = Map.groupBy(rows, ({ badgeClassId }) => badgeClassId)
  return new Map([...groups].map(([id, of]) => [id, of.map((row) => row.equivalentId)]))
}

/** Puts these in the place of what counted as a badge class. */
export async function replaceEquivalents(
  db: Queries,
  badgeClassId: string,
  equivalentIds: readonly string[],
): Promise<void> {
  await db.delete(badgeClassEquivalents).where(eq(badgeClassEquivalents.badgeClassId, badgeClassId))
  if (equivalentIds.length === 0) return
  const rows = equivalentIds.map((equivalentId) => ({ badgeClassId, equivalentId }))
  await db.insert(badgeClassEquivalents).values(rows)
}

/** Which of these badge classes there are. */
export async function existingBadgeClasses(
  db: Queries,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .select({ id: badgeClasses.id })
    .from(badgeClasses)
    .where(inArray(badgeClasses.id, [...ids]))
  return new Set(rows.map(({ id }) => id))
}
