import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import { checkIns, opportunities, type Queries } from '../db/index.ts'
import type { Actor } from '../http/index.ts'
import { opportunitiesKnownTo } from '../opportunities/index.ts'
import type { Attendance } from '../requirements/index.ts'

/**
 * Which of these opportunities there are for the caller, and whether they are archived.
 *
 * @param also - what can be named in any case
 */
export async function knownOpportunities(
  db: Queries,
  ids: ReadonlySet<string>,
  actor: Actor,
  also: ReadonlySet<string>,
): Promise<Map<string, { isArchived: boolean }>> {
  if (ids.size === 0) return new Map()
  const rows = await db
    .select({ id: opportunities.id, archivedAt: opportunities.archivedAt })
    .from(opportunities)
    .where(
      and(
        inArray(opportunities.id, [...ids]),
        or(opportunitiesKnownTo(actor) ?? sql`true`, inArray(opportunities.id, [...also])),
      ),
    )
  return new Map(rows.map(({ id, archivedAt }) => [id, { isArchived: archivedAt !== null }]))
}

/** Which of these opportunities can be attended yet: in use, and not over. */
export async function attendableOf(
  db: Queries,
  ids: ReadonlySet<string>,
  at: Date,
): Promise<Set<string>> {
  if (ids.size === 0) return new Set()
  const { lastsUntil } = opportunities
  const rows = await db
    .select({ id: opportunities.id })
    .from(opportunities)
    .where(
      and(
        inArray(opportunities.id, [...ids]),
        isNull(opportunities.archivedAt),
        or(isNull(lastsUntil), gt(lastsUntil, at)),
      ),
    )
  return new Set(rows.map(({ id }) => id))
}

/** What a learner attended, and who ran it; oldest first. */
export function attendancesOf(
  db: Queries,
  learnerId: string,
): Promise<(Attendance & { issuerId: string })[]> {
  return db
    .select({
      checkInId: checkIns.id,
      opportunityId: checkIns.opportunityId,
      issuerId: opportunities.issuerId,
    })
    .from(checkIns)
    .innerJoin(opportunities, eq(opportunities.id, checkIns.opportunityId))
    .where(eq(checkIns.learnerId, learnerId))
    .orderBy(asc(checkIns.id))
}

/** What these learners attended, by learner; in no order. */
export async function attendancesOfEach(
  db: Queries,
  learnerIds: readonly string[],
): Promise<Map<string, (Attendance & { issuerId: string | null })[]>> {
  const rows = await db
    .select({
      learnerId: checkIns.learnerId,
      checkInId: checkIns.id,
      opportunityId: checkIns.opportunityId,
      issuerId: opportunities.issuerId,
    })
    .from(checkIns)
    .innerJoin(opportunities, eq(opportunities.id, checkIns.opportunityId))
    .where(sql`${checkIns.learnerId} = any(${sql.param(learnerIds)}::uuid[])`)
  return Map.groupBy(rows, ({ learnerId }) => learnerId as string)
}
