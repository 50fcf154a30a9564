import { and, asc, eq } from 'drizzle-orm'
import { learnerMerges, type Queries } from '../db/index.ts'

export type MergeRow = typeof learnerMerges.$inferSelect

export async function insertMerge(db: Queries, row: typeof learnerMerges.$inferInsert) {
  const [inserted] = await db.insert(learnerMerges).values(row).returning()
  return inserted as MergeRow
}

export function mergesInto(db: Queries, learnerId: string): Promise<MergeRow[]> {
  return db
    .select()
    .from(learnerMerges)
    .where(eq(learnerMerges.intoId, learnerId))
    .orderBy(asc(learnerMerges.id))
}

/** A merge into a learner, locked until the transaction ends. */
export async function lockMerge(db: Queries, id: string, learnerId: string) {
  const [row] = await db
    .select()
    .from(learnerMerges)
    .where(and(eq(learnerMerges.id, id), eq(learnerMerges.intoId, learnerId)))
    .for('update')
  return row
}

export async function markUndone(db: Queries, id: string, at: Date): Promise<MergeRow> {
  const [row] = await db
    .update(learnerMerges)
    .set({ undoneAt: at, sealedMoved: null })
    .where(eq(learnerMerges.id, id))
    .returning()
  return row as MergeRow
}

/** Has the merges into one learner lead to another. @returns their ids */
export async function redirectMerges(db: Queries, from: string, to: string): Promise<string[]> {
  const rows = await db
    .update(learnerMerges)
    .set({ intoId: to })
    .where(eq(learnerMerges.intoId, from))
    .returning({ id: learnerMerges.id })
  return rows.map(({ id }) => id)
}
