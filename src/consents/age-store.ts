import { eq } from 'drizzle-orm'
import { learnerAges, type Queries } from '../db/index.ts'
import type { Vault } from '../vault.ts'
import type { Age } from './standing.ts'

export async function sealedAgeOf(db: Queries, learnerId: string): Promise<Buffer | undefined> {
  const [row] = await db.select().from(learnerAges).where(eq(learnerAges.learnerId, learnerId))
  return row?.sealedAge
}

/** How old a learner was told to be. */
export function openAge(vault: Vault, sealed: Buffer): Age {
  return JSON.parse(vault.open(sealed, 'learner-age').toString())
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
