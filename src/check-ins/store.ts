import { and, asc, count, eq, gt, inArray, isNotNull, or, sql } from 'drizzle-orm'
import {
  assertions,
  badgeClasses,
  checkIns,
  issuers,
  pgArray,
  type Queries,
  type Transaction,
} from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type CheckInRow = typeof checkIns.$inferSelect

/** That a learner was at an occurrence: what there is once. */
export type Attendance = { opportunityId: string; occurrence: string; learnerId: string }

/**
 * Notes who came, and waits for others who note the same.
 *
 * @param rows - no two of the same attendance; in one order everywhere, so that two transactions
 *   cannot wait for each other
 * @returns the ids of those that were not there before
 */
export async function insertCheckIns(
  tx: Transaction,
  rows: (typeof checkIns.$inferInsert)[],
): Promise<Set<string>> {
  const inserted = await tx
    .insert(checkIns)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id: checkIns.id })
  return new Set(inserted.map(({ id }) => id))
}

/** The check-ins of these attendances, in their order. */
export async function checkInsOf(
  db: Queries,
  attendances: readonly Attendance[],
): Promise<(CheckInRow | undefined)[]> {
  const rows = await db
    .select()
    .from(checkIns)
    .where(
      sql`(${checkIns.opportunityId}, ${checkIns.occurrence}, ${checkIns.learnerId}) in (
        select * from unnest(
          ${sql.param(
            pgArray(
              'uuid',
              attendances.map((one) => one.opportunityId),
            ),
          )}::uuid[],
          ${sql.param(
            pgArray(
              'text',
              attendances.map((one) => one.occurrence),
            ),
          )}::text[],
          ${sql.param(
            pgArray(
              'uuid',
              attendances.map((one) => one.learnerId),
            ),
          )}::uuid[]
        ))`,
    )
  const found = new Map(rows.map((row) => [attendanceKey(row as Attendance), row]))
  return attendances.map((one) => found.get(attendanceKey(one)))
}

/** Attendances of one key are the same. */
export function attendanceKey({ opportunityId, occurrence, learnerId }: Attendance): string {
  return `${opportunityId} ${occurrence} ${learnerId}`
}

/** Notes the badges of check-ins. */
export async function noteAssertions(
  tx: Transaction,
  of: readonly { checkInId: string; assertionIds: readonly string[] }[],
): Promise<void> {
  const pairs = of.flatMap(({ checkInId, assertionIds }) =>
    assertionIds.map((assertionId) => ({ checkInId, assertionId })),
  )
  if (pairs.length === 0) return
  await tx.$client.query({
    name: 'note-check-in-assertions',
    text: `update check_ins set assertion_ids = noted.ids
      from (
        select check_in_id, array_agg(assertion_id order by n) as ids
        from unnest($1::uuid[], $2::uuid[]) with ordinality as pair (check_in_id, assertion_id, n)
        group by check_in_id
      ) noted
      where check_ins.id = noted.check_in_id`,
    values: [
      pgArray(
        'uuid',
        pairs.map(({ checkInId }) => checkInId),
      ),
      pgArray(
        'uuid',
        pairs.map(({ assertionId }) => assertionId),
      ),
    ],
  })
}

export async function checkInById(db: Queries, opportunityId: string, id: string) {
  const [row] = await db
    .select()
    .from(checkIns)
    .where(and(eq(checkIns.opportunityId, opportunityId), eq(checkIns.id, id)))
  return row
}

/** How many came to an occurrence, those since erased among them. */
export async function countCheckIns(
  db: Queries,
  opportunityId: string,
  occurrence: string,
): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(checkIns)
    .where(
      and(
        eq(checkIns.opportunityId, opportunityId),
        eq(checkIns.occurrence, occurrence),
        // Of one person under two cards, one is nobody's, and keeps the badges; the erased keep none.
        or(isNotNull(checkIns.learnerId), eq(checkIns.assertionIds, [])),
      ),
    )
  return row?.count ?? 0
}

/** One row more than the page holds. */
export function listCheckIns(
  db: Queries,
  of: { opportunityId: string; occurrence?: string },
  page: PageRequest,
): Promise<CheckInRow[]> {
  return db
    .select()
    .from(checkIns)
    .where(
      and(
        eq(checkIns.opportunityId, of.opportunityId),
        of.occurrence === undefined ? undefined : eq(checkIns.occurrence, of.occurrence),
        page.after === null ? undefined : gt(checkIns.id, page.after),
      ),
    )
    .orderBy(asc(checkIns.id))
    .limit(page.limit + 1)
}

/** What is public of some assertions, by their ids. */
export async function awardsById(db: Queries, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { badgeClassId: string; publicId: string }>()
  const rows = await db
    .select({
      id: assertions.id,
      badgeClassId: assertions.badgeClassId,
      publicId: assertions.publicId,
    })
    .from(assertions)
    .where(inArray(assertions.id, [...ids]))
  return new Map(rows.map(({ id, ...award }) => [id, award]))
}

/** Which of these badge classes are awarded no more, because they or their issuer are archived. */
export async function archivedBadgeClasses(
  db: Queries,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .select({ id: badgeClasses.id })
    .from(badgeClasses)
    .innerJoin(issuers, eq(issuers.id, badgeClasses.issuerId))
    .where(
      and(
        inArray(badgeClasses.id, [...ids]),
        or(isNotNull(badgeClasses.archivedAt), isNotNull(issuers.archivedAt)),
      ),
    )
  return new Set(rows.map(({ id }) => id))
}

/** Every check-in of a learner, oldest first. */
export function checkInsOfLearner(db: Queries, learnerId: string): Promise<CheckInRow[]> {
  return db
    .select()
    .from(checkIns)
    .where(eq(checkIns.learnerId, learnerId))
    .orderBy(asc(checkIns.id))
}

/** What became of check-ins that changed hands. */
export type Given = { given: string[]; doubled: { id: string; otherId: string }[] }

/**
 * Gives the check-ins of one learner to another. Where both were, that of the other counts for both,
 * and the one's is nobody's as long as they are one person.
 */
export async function giveCheckIns(tx: Transaction, from: string, to: string): Promise<Given> {
  const { rows: doubled } = await tx.$client.query<{ id: string; otherId: string }>({
    text: `update check_ins own set learner_id = null
      from check_ins other
      where own.learner_id = $1 and other.learner_id = $2
        and other.opportunity_id = own.opportunity_id and other.occurrence = own.occurrence
      returning own.id, other.id as "otherId"`,
    values: [from, to],
  })
  const given = await tx
    .update(checkIns)
    .set({ learnerId: to })
    .where(eq(checkIns.learnerId, from))
    .returning({ id: checkIns.id })
  return { given: given.map(({ id }) => id), doubled }
}

/** Undoes that, as far as it is still so. */
export async function giveBack(
  tx: Transaction,
  { given, doubled }: Given,
  from: string,
  to: string,
): Promise<void> {
  if (given.length > 0) {
    await tx
      .update(checkIns)
      .set({ learnerId: from })
      .where(and(inArray(checkIns.id, given), eq(checkIns.learnerId, to)))
  }
  const ids = doubled.map(({ id }) => id)
  if (ids.length === 0) return
  await tx.update(checkIns).set({ learnerId: from }).where(inArray(checkIns.id, ids))
}

/** Leaves only that somebody came. */
export async function forgetLearner(tx: Transaction, learnerId: string): Promise<void> {
  await tx
    .update(checkIns)
    .set({ learnerId: null, assertionIds: [] })
    .where(eq(checkIns.learnerId, learnerId))
}
