import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import { checkIns, opportunities, type Queries } from '../db/index.ts'
import type { Actor } from '../http/index.ts'
import type { Attendance } from '../requirements/index.ts'

/** Which of these opportunities there are; with an issuer, which are that issuer's. */
export async function knownOpportunities(
  db: Queries,
  ids: ReadonlySet<string>,
  { issuerId, placeId }: Actor,
  also: ReadonlySet<string> = new Set(),
): Promise<Set<string>> {
  if (ids.size === 0) return new Set()
  const rows = await db
    .select({ id: opportunities.id })
    .from(opportunities)
    .where(
      and(
        inArray(opportunities.id, [...ids]),
        issuerId === null
          ? undefined
          : or(eq(opportunities.issuerId, issuerId), inArray(opportunities.id, [...also])),
        placeId === null
          ? undefined
          : or(eq(opportunities.placeId, placeId), inArray(opportunities.id, [...also])),
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
): Promise<Map<string, Attendance[]>> {
  const rows = await db
    .select({
      learnerId: checkIns.learnerId,
      checkInId: checkIns.id,
      opportunityId: checkIns.opportunityId,
    })
    .from(checkIns)
    .where(sql`${checkIns.learnerId} = any(${sql.param(learnerIds)}::uuid[])`)
  return Map.groupBy(rows, ({ learnerId }) => learnerId as string)
}
