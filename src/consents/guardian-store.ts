import { asc, eq, sql } from 'drizzle-orm'
import { guardianRequests, type Queries } from '../db/index.ts'

export type GuardianRequestRow = typeof guardianRequests.$inferSelect

export async function insertRequest(
  db: Queries,
  row: typeof guardianRequests.$inferInsert,
): Promise<GuardianRequestRow> {
  const [inserted] = await db.insert(guardianRequests).values(row).returning()
  return inserted as GuardianRequestRow
}

/** The row, locked until the transaction ends. */
export async function lockRequest(db: Queries, id: string) {
  const [row] = await db
    .select()
    .from(guardianRequests)
    .where(eq(guardianRequests.id, id))
    .for('no key update')
  return row
}

export async function requestsOf(db: Queries, learnerId: string): Promise<GuardianRequestRow[]> {
  return db
    .select()
    .from(guardianRequests)
    .where(eq(guardianRequests.learnerId, learnerId))
    .orderBy(asc(guardianRequests.id))
}

/** How many a learner was asked for since a moment. */
export async function countRequests(db: Queries, learnerId: string, since: Date): Promise<number> {
  const rows = await requestsOf(db, learnerId)
  return rows.filter(({ createdAt }) => createdAt > since).length
}

export async function countAttempt(db: Queries, id: string): Promise<void> {
  await db
    .update(guardianRequests)
    .set({ attempts: sql`${guardianRequests.attempts} + 1` })
    .where(eq(guardianRequests.id, id))
}

export async function answerRequest(
  db: Queries,
  id: string,
  decision: string,
  at: Date,
): Promise<void> {
  await db
    .update(guardianRequests)
    .set({ decision, answeredAt: at })
    .where(eq(guardianRequests.id, id))
}
