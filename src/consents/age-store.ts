import { eq } from 'drizzle-orm'
import { learnerAges, type Queries } from '../db/index.ts'

export async function sealedAgeOf(db: Queries, learnerId: string): Promise<Buffer | undefined> {
  const [row] = await db.select().from(learnerAges).where(eq(learnerAges.learnerId, learnerId))
  return row?.sealedAge
}

export async function storeAge(db: Queries, row: typeof learnerAges.$inferInsert): Promise<void> {
  const { sealedAge, updatedAt } = row
  await db
    .insert(learnerAges)
    .values(row)
    .onConflictDoUpdate({ target: learnerAges.learnerId, set: { sealedAge, updatedAt } })
}

export async function deleteAge(db: Queries, learnerId: string): Promise<void> {
  await db.delete(learnerAges).where(eq(learnerAges.learnerId, learnerId))
}
