import { asc, eq } from 'drizzle-orm'
import { learnerTokens } from '../db/index.ts'
import type { LearnerPart } from '../learners/index.ts'
import { toLearnerToken } from './resource.ts'

/** Tokens in a learner's record. They are not moved: they were minted for a record that is no more. */
export const learnerTokenPart: LearnerPart = {
  name: 'tokens',
  async *documents(db, learnerId) {
    const rows = await db
      .select()
      .from(learnerTokens)
      .where(eq(learnerTokens.learnerId, learnerId))
      .orderBy(asc(learnerTokens.id))
    for (const row of rows) yield { path: `${row.id}.json`, content: toLearnerToken(row) }
  },
  async move(tx, from) {
    await tx.delete(learnerTokens).where(eq(learnerTokens.learnerId, from))
    return null
  },
  async moveBack() {},
  async erase(tx, learnerId) {
    await tx.delete(learnerTokens).where(eq(learnerTokens.learnerId, learnerId))
  },
}
