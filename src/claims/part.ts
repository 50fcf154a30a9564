import { asc, eq, inArray } from 'drizzle-orm'
import { claims, learnerIdentifiers, type Queries } from '../db/index.ts'
import { rfc3339 } from '../http/index.ts'
import { type LearnerPart, openIdentifier } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { deleteReservation, setsReservedFor } from './reservations.ts'

/** What a learner claimed with codes, and which are kept for them. */
export const createClaimPart = (vault: Vault): LearnerPart => ({
  name: 'claims',
  async *documents(db, learnerId) {
    const rows = await db
      .select()
      .from(claims)
      .where(eq(claims.learnerId, learnerId))
      .orderBy(asc(claims.id))
    for (const { id, assertionId, checkInId, createdAt } of rows) {
      yield {
        path: `${id}.json`,
        content: { id, assertionId, checkInId, createdAt: rfc3339(createdAt) },
      }
    }
    for (const { id, createdAt, ...forWhat } of await keptFor(db, vault, learnerId)) {
      yield {
        path: `codes-kept-for-you/${id}.json`,
        content: { id, ...forWhat, createdAt: rfc3339(createdAt) },
      }
    }
  },
  async move(tx, from, to) {
    const moved = await tx
      .update(claims)
      .set({ learnerId: to })
      .where(eq(claims.learnerId, from))
      .returning({ id: claims.id })
    return moved.map(({ id }) => id)
  },
  async moveBack(tx, moved, from) {
    const ids = moved as string[]
    if (ids.length > 0) {
      await tx.update(claims).set({ learnerId: from }).where(inArray(claims.id, ids))
    }
  },
  // That somebody claimed is counted on.
  async erase(tx, learnerId) {
    await tx.update(claims).set({ learnerId: null }).where(eq(claims.learnerId, learnerId))
    for (const { id } of await keptFor(tx, vault, learnerId)) await deleteReservation(tx, id)
  },
})

/** Sets of codes that nobody has claimed with, for somebody with an identifier of a learner. */
async function keptFor(db: Queries, vault: Vault, learnerId: string) {
  const rows = await db
    .select({ sealed: learnerIdentifiers.sealed })
    .from(learnerIdentifiers)
    .where(eq(learnerIdentifiers.learnerId, learnerId))
  const identifiers = rows.map(({ sealed }) => openIdentifier(vault, sealed))
  return identifiers.length === 0 ? [] : setsReservedFor(db, vault, identifiers)
}
