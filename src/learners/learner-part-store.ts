import { and, arrayOverlaps, eq, inArray, isNotNull, notExists, or, sql } from 'drizzle-orm'
import {
  assertions,
  identifierVerifications,
  learnerDealings,
  learnerIdentifiers,
  learners,
  type Queries,
  type Transaction,
} from '../db/index.ts'

/** The platform's record of a learner. */
export async function learnerById(db: Queries, id: string) {
  const [row] = await db.select().from(learners).where(eq(learners.id, id))
  return row
}

/** What issuers know of a learner, in their order; of all issuers, or of one. */
export function dealingsOf(db: Queries, learnerId: string, issuerId: string | null) {
  return db
    .select()
    .from(learnerDealings)
    .where(
      and(
        eq(learnerDealings.learnerId, learnerId),
        issuerId === null ? undefined : eq(learnerDealings.issuerId, issuerId),
      ),
    )
    .orderBy(learnerDealings.issuerId)
}

/** What a learner is called, by the platform and by issuers; sealed. */
export async function displayNamesOf(db: Queries, learnerId: string): Promise<Buffer[]> {
  const own = await learnerById(db, learnerId)
  const given = await dealingsOf(db, learnerId, null)
  return [own, ...given].flatMap((row) => row?.sealedDisplayName ?? [])
}

/**
 * Locks all of a learner until the transaction ends, in the order in which everybody does: an award
 * to them waits, and finds nobody then, and so does whoever changes one of their awards.
 *
 * @returns whether there is such a learner
 */
export async function lockWhole(tx: Transaction, learnerId: string): Promise<boolean> {
  const found = await tx
    .select({ id: learners.id })
    .from(learners)
    .where(eq(learners.id, learnerId))
    .for('update')
  if (found.length === 0) return false
  await tx
    .select({ id: learnerDealings.issuerId })
    .from(learnerDealings)
    .where(eq(learnerDealings.learnerId, learnerId))
    .orderBy(learnerDealings.issuerId)
    .for('update')
  await tx
    .select({ id: assertions.id })
    .from(assertions)
    .where(eq(assertions.learnerId, learnerId))
    .orderBy(assertions.id)
    .for('update')
  return true
}

/**
 * Deletes a learner with identifiers and dealings. Where issuers deal with others under one of the
 * identifiers, these stay without it. Where an issuer claimed identifiers for this learner that got
 * a learner of their own, that one goes too, unless it became somebody.
 */
export async function deleteWhole(tx: Transaction, learnerId: string): Promise<void> {
  const dealings = await dealingsOf(tx, learnerId, null)
  const claimed = dealings.flatMap(({ identifierIds }) => identifierIds)
  await tx.delete(learnerDealings).where(eq(learnerDealings.learnerId, learnerId))
  const gone = [learnerId, ...(await onlyClaimed(tx, claimed, learnerId))]
  const deleted = await tx
    .delete(learnerIdentifiers)
    .where(inArray(learnerIdentifiers.learnerId, gone))
    .returning({ id: learnerIdentifiers.id, index: learnerIdentifiers.blindIndex })
  const ids = deleted.map(({ id }) => id)
  if (ids.length > 0) {
    // What is left of proofs for them would tell them when they come back.
    await tx.delete(identifierVerifications).where(
      inArray(
        identifierVerifications.blindIndex,
        deleted.map(({ index }) => index),
      ),
    )
    await tx
      .update(learnerDealings)
      .set({
        identifierIds: sql`array(select kept from unnest(${learnerDealings.identifierIds}) as kept
          where kept <> all(${sql.param(ids)}::uuid[]))`,
      })
      .where(arrayOverlaps(learnerDealings.identifierIds, ids))
  }
  await tx.delete(learners).where(inArray(learners.id, gone))
}

/** Learners who are nothing but the owners of identifiers that were claimed for somebody else. */
async function onlyClaimed(tx: Transaction, identifierIds: string[], not: string) {
  if (identifierIds.length === 0) return []
  const rows = await tx
    .selectDistinct({ id: learners.id })
    .from(learnerIdentifiers)
    .innerJoin(learners, eq(learners.id, learnerIdentifiers.learnerId))
    .where(
      and(
        inArray(learnerIdentifiers.id, identifierIds),
        sql`${learners.id} <> ${not}`,
        isNotNull(learners.originIssuerId),
        notExists(
          tx
            .select({ id: learnerDealings.learnerId })
            .from(learnerDealings)
            .where(
              or(
                eq(learnerDealings.learnerId, learners.id),
                sql`${learnerDealings.identifierIds} && array[${learnerIdentifiers.id}]`,
              ),
            ),
        ),
        notExists(
          tx
            .select({ id: assertions.id })
            .from(assertions)
            .where(eq(assertions.learnerId, learners.id)),
        ),
      ),
    )
  return rows.map(({ id }) => id)
}
