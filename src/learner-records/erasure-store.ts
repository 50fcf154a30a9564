import { eq } from 'drizzle-orm'
import { erasures, type Queries, type Transaction } from '../db/index.ts'

export type ErasureRow = typeof erasures.$inferSelect

export async function erasureById(db: Queries, id: string): Promise<ErasureRow | undefined> {
  const [row] = await db.select().from(erasures).where(eq(erasures.id, id))
  return row
}

/** The erasure of a learner who is not there any more. */
export async function erasureOf(db: Queries, learnerHash: Buffer): Promise<ErasureRow | undefined> {
  const [row] = await db.select().from(erasures).where(eq(erasures.learnerHash, learnerHash))
  return row
}

export async function insertErasure(
  db: Queries,
  row: typeof erasures.$inferInsert,
): Promise<ErasureRow> {
  const [inserted] = await db.insert(erasures).values(row).returning()
  return inserted as ErasureRow
}

/** Notes that nothing is left to be found, and forgets what was looked for. */
export async function completeErasure(db: Queries, id: string, at: Date): Promise<void> {
  await db.update(erasures).set({ sealedTraces: null, completedAt: at }).where(eq(erasures.id, id))
}

/** Deletes the jobs that name a learner. One under way ends by itself, and finds nobody. */
export async function deleteJobsAbout(tx: Transaction, learnerId: string): Promise<void> {
  await tx.$client.query(
    `delete from graphile_worker._private_jobs
     where position($1 in payload::text) > 0 or position($1 in key) > 0`,
    [learnerId],
  )
}
