import { and, asc, count, eq, gt, sql } from 'drizzle-orm'
import { equalityAnswers, equalityChanges, equalityReports, type Queries } from '../db/index.ts'

export type AnswerRow = typeof equalityAnswers.$inferSelect
type About = { placeId: string; characteristic: string }

/** Answers to a place and reports of it come one after the other, until the transaction ends. */
export async function lockAnswers(db: Queries, placeId: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`equality ${placeId}`}, 0))`)
}

export function answersOf(db: Queries, learnerId: string): Promise<AnswerRow[]> {
  return db
    .select()
    .from(equalityAnswers)
    .where(eq(equalityAnswers.learnerId, learnerId))
    .orderBy(asc(equalityAnswers.placeId), asc(equalityAnswers.characteristic))
}

export async function storeAnswer(
  db: Queries,
  row: typeof equalityAnswers.$inferInsert,
): Promise<void> {
  const { learnerId, placeId, characteristic, sealedAnswer, updatedAt } = row
  await db
    .insert(equalityAnswers)
    .values(row)
    .onConflictDoUpdate({
      target: [equalityAnswers.learnerId, equalityAnswers.placeId, equalityAnswers.characteristic],
      set: { sealedAnswer, updatedAt },
    })
  await noteChange(db, { learnerId, placeId, characteristic })
}

export async function deleteAnswer(db: Queries, row: AnswerRow): Promise<void> {
  const { learnerId, placeId, characteristic } = row
  await db
    .delete(equalityAnswers)
    .where(
      and(
        eq(equalityAnswers.learnerId, learnerId),
        eq(equalityAnswers.placeId, placeId),
        eq(equalityAnswers.characteristic, characteristic),
      ),
    )
  await noteChange(db, { learnerId, placeId, characteristic })
}

export async function noteChange(
  db: Queries,
  row: typeof equalityChanges.$inferInsert,
): Promise<void> {
  await db.insert(equalityChanges).values(row).onConflictDoNothing()
}

/** How many learners' answers changed since the last report. */
export async function countChanges(db: Queries, about: About): Promise<number> {
  const [row] = await db.select({ changed: count() }).from(equalityChanges).where(changes(about))
  return row?.changed ?? 0
}

export async function forgetChanges(db: Queries, about: About): Promise<void> {
  await db.delete(equalityChanges).where(changes(about))
}

function changes({ placeId, characteristic }: About) {
  return and(
    eq(equalityChanges.placeId, placeId),
    eq(equalityChanges.characteristic, characteristic),
  )
}

/** The next sealed answers, by their learners. */
export function nextAnswers(db: Queries, about: About, after: string | null, limit: number) {
  return db
    .select({
      learnerId: equalityAnswers.learnerId,
      sealedAnswer: equalityAnswers.sealedAnswer,
    })
    .from(equalityAnswers)
    .where(
      and(
        eq(equalityAnswers.placeId, about.placeId),
        eq(equalityAnswers.characteristic, about.characteristic),
        after === null ? undefined : gt(equalityAnswers.learnerId, after),
      ),
    )
    .orderBy(asc(equalityAnswers.learnerId))
    .limit(limit)
}

export async function lastReport(db: Queries, { placeId, characteristic }: About) {
  const [row] = await db
    .select()
    .from(equalityReports)
    .where(
      and(eq(equalityReports.placeId, placeId), eq(equalityReports.characteristic, characteristic)),
    )
  return row
}

export async function storeReport(
  db: Queries,
  row: About & { report: unknown; at: Date },
): Promise<void> {
  const { report, at } = row
  await db
    .insert(equalityReports)
    .values(row)
    .onConflictDoUpdate({
      target: [equalityReports.placeId, equalityReports.characteristic],
      set: { report, at },
    })
}
