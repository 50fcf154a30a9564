import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { learnerGoals, pathways, type Queries, type Transaction } from '../db/index.ts'
import type { Actor } from '../http/index.ts'
import { knownTo } from './known.ts'

export type GoalRow = typeof learnerGoals.$inferSelect

export async function insertGoal(db: Queries, row: typeof learnerGoals.$inferInsert) {
  const [inserted] = await db.insert(learnerGoals).values(row).returning()
  return inserted as GoalRow
}

/** Whoever sets a goal for the same learner waits, and sees the goals that were set before. */
export async function lockGoals(tx: Transaction, learnerId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`goals ${learnerId}`}, 0))`)
}

/** A learner's goals, oldest first; with an issuer, those that this issuer set. */
export function goalsOf(db: Queries, learnerId: string, issuerId: string | null) {
  return db
    .select()
    .from(learnerGoals)
    .where(
      and(
        eq(learnerGoals.learnerId, learnerId),
        issuerId === null ? undefined : eq(learnerGoals.issuerId, issuerId),
      ),
    )
    .orderBy(asc(learnerGoals.id))
}

export async function deleteGoal(db: Queries, id: string): Promise<void> {
  await db.delete(learnerGoals).where(eq(learnerGoals.id, id))
}

/** The published pathways that award a badge, or lead to a destination, as far as a caller may know. */
export async function pathwaysToward(
  db: Queries,
  goal: Pick<GoalRow, 'badgeClassId' | 'destination'>,
  actor: Actor,
): Promise<string[]> {
  const rows = await db
    .select({ id: pathways.id })
    .from(pathways)
    .where(
      and(
        eq(pathways.status, 'published'),
        isNull(pathways.archivedAt),
        goal.badgeClassId === null
          ? sql`${goal.destination} = any(${pathways.destinations})`
          : eq(pathways.awardsBadgeClassId, goal.badgeClassId),
        knownTo(actor),
      ),
    )
    .orderBy(asc(pathways.id))
    .limit(200)
  return rows.map(({ id }) => id)
}

/** A badge class that can be earned. */
export type Earnable = { id: string; name: string; layer: string | null; hours: number }

/**
 * Those of these badge classes, and of these layers, that can be earned: the cheapest of a layer
 * first.
 *
 * @param issuerId - whose badges of the layers; null: anybody's
 */
export async function earnableBadges(
  db: Queries,
  ids: readonly string[],
  layers: readonly string[],
  issuerId: string | null,
): Promise<Earnable[]> {
  const { rows } = await db.execute<Earnable>(sql`
    select b.id, v.definition ->> 'name' as name, v.definition ->> 'layer' as layer,
      coalesce(b.hours, 1) as hours
    from badge_classes b join badge_class_versions v on v.id = b.current_version_id
    where b.archived_at is null
      and (b.id = any(${sql.param([...ids])}::uuid[])
        or (v.definition ->> 'layer' = any(${sql.param([...layers])}::text[])
          and (${issuerId}::uuid is null or b.issuer_id = ${issuerId})))
    order by hours, b.id`)
  return rows
}
