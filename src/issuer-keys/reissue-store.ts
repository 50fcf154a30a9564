import { eq, sql } from 'drizzle-orm'
import { keyReissues, type Queries } from '../db/index.ts'

export type ReissueRow = typeof keyReissues.$inferSelect

/** The reissue of what a key signed, if it was asked for. */
export async function reissueOfKey(
  db: Queries,
  issuerKeyId: string,
  lock = false,
): Promise<ReissueRow | undefined> {
  const query = db
    .select()
    .from(keyReissues)
    .where(eq(keyReissues.issuerKeyId, issuerKeyId))
    .$dynamic()
  const [row] = await (lock ? query.for('update') : query)
  return row
}

export async function insertReissue(
  db: Queries,
  row: typeof keyReissues.$inferInsert,
): Promise<ReissueRow> {
  const [inserted] = await db.insert(keyReissues).values(row).returning()
  return inserted as ReissueRow
}

export async function updateReissue(
  db: Queries,
  id: string,
  changes: { total?: number; completedAt?: Date | null },
): Promise<ReissueRow> {
  const [row] = await db.update(keyReissues).set(changes).where(eq(keyReissues.id, id)).returning()
  return row as ReissueRow
}

/** Notes progress; what was signed while the key was being declared compromised adds to the total. */
export async function noteReissued(db: Queries, id: string, reissued: number): Promise<void> {
  const sum = sql`${keyReissues.reissued} + ${reissued}`
  await db
    .update(keyReissues)
    .set({ reissued: sum, total: sql`greatest(${keyReissues.total}, ${sum})` })
    .where(eq(keyReissues.id, id))
}
