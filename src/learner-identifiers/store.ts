import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import {
  identifierVerifications,
  learnerDealings,
  learnerIdentifiers,
  type Queries,
} from '../db/index.ts'

export type IdentifierRow = typeof learnerIdentifiers.$inferSelect
export type VerificationRow = typeof identifierVerifications.$inferSelect

/** What a learner is known by: to an issuer, as far as that issuer knows it. */
export function identifiersKnownTo(
  db: Queries,
  learnerId: string,
  issuerId: string | null,
): Promise<IdentifierRow[]> {
  const which =
    issuerId === null
      ? eq(learnerIdentifiers.learnerId, learnerId)
      : sql`${learnerIdentifiers.id} = any(
          (select ${learnerDealings.identifierIds} from ${learnerDealings}
            where ${learnerDealings.issuerId} = ${issuerId}
              and ${learnerDealings.learnerId} = ${learnerId})::uuid[])`
  return db.select().from(learnerIdentifiers).where(which).orderBy(asc(learnerIdentifiers.id))
}

/** Locks an identifier until the transaction ends. */
export async function lockIdentifier(db: Queries, id: string): Promise<void> {
  await db
    .select({ id: learnerIdentifiers.id })
    .from(learnerIdentifiers)
    .where(eq(learnerIdentifiers.id, id))
    .for('no key update')
}

/** Takes an identifier away: from everybody, or from what one issuer knows. */
export async function removeIdentifier(
  db: Queries,
  id: string,
  issuerId: string | null,
  at: Date,
): Promise<void> {
  await db
    .update(learnerDealings)
    .set({
      identifierIds: sql`array_remove(${learnerDealings.identifierIds}, ${id})`,
      updatedAt: at,
      revision: sql`${learnerDealings.revision} + 1`,
    })
    .where(
      and(
        sql`${learnerDealings.identifierIds} && array[${id}]::uuid[]`,
        issuerId === null ? undefined : eq(learnerDealings.issuerId, issuerId),
      ),
    )
  if (issuerId === null) await db.delete(learnerIdentifiers).where(eq(learnerIdentifiers.id, id))
}

/** The last completed verification of each of these identifiers, of those that a caller asked for. */
export async function lastVerified(
  db: Queries,
  identifierIds: string[],
  issuerId: string | null,
): Promise<Map<string, VerificationRow>> {
  if (identifierIds.length === 0) return new Map()
  const rows = await db
    .selectDistinctOn([identifierVerifications.identifierId])
    .from(identifierVerifications)
    .where(
      and(
        inArray(identifierVerifications.identifierId, identifierIds),
        isNotNull(identifierVerifications.completedAt),
        issuerId === null ? undefined : eq(identifierVerifications.issuerId, issuerId),
      ),
    )
    .orderBy(identifierVerifications.identifierId, desc(identifierVerifications.completedAt))
  return new Map(rows.map((row) => [row.identifierId as string, row]))
}

/** How often somebody was asked about an identifier since a moment. */
export async function countVerifications(db: Queries, blindIndex: Buffer, since: Date) {
  const [row] = await db
    .select({ count: count() })
    .from(identifierVerifications)
    .where(
      and(
        eq(identifierVerifications.blindIndex, blindIndex),
        gt(identifierVerifications.createdAt, since),
        inArray(identifierVerifications.method, ['mail', 'did']),
      ),
    )
  return row?.count ?? 0
}

export async function insertVerification(
  db: Queries,
  row: typeof identifierVerifications.$inferInsert,
): Promise<VerificationRow> {
  const [inserted] = await db.insert(identifierVerifications).values(row).returning()
  return inserted as VerificationRow
}

export async function verificationById(
  db: Queries,
  id: string,
  identifierId: string,
): Promise<VerificationRow | undefined> {
  const [row] = await db
    .select()
    .from(identifierVerifications)
    .where(
      and(
        eq(identifierVerifications.id, id),
        eq(identifierVerifications.identifierId, identifierId),
      ),
    )
  return row
}

/** A record claim: a verification that was asked for by its identifier. */
export async function recordClaimById(
  db: Queries,
  id: string,
): Promise<VerificationRow | undefined> {
  const [row] = await db
    .select()
    .from(identifierVerifications)
    .where(and(eq(identifierVerifications.id, id), eq(identifierVerifications.method, 'mail')))
  return row
}

const open = (id: string, at: Date) =>
  and(
    eq(identifierVerifications.id, id),
    isNull(identifierVerifications.completedAt),
    gt(identifierVerifications.expiresAt, at),
  )

/** Uses up one of the attempts. @returns whether there was one */
export async function takeAttempt(db: Queries, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await db
    .update(identifierVerifications)
    .set({ attemptsLeft: sql`${identifierVerifications.attemptsLeft} - 1` })
    .where(and(open(id, at), gt(identifierVerifications.attemptsLeft, 0)))
  return rowCount === 1
}

/** @returns whether it was this call that completed it */
export async function completeVerification(db: Queries, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await db
    .update(identifierVerifications)
    .set({ completedAt: at })
    .where(open(id, at))
  return rowCount === 1
}

/**
 * Uses a verification of one of a learner's identifiers, completed since a moment, as proof.
 * @returns whether there was one that had not been used
 */
export async function useVerification(
  db: Queries,
  proof: { id: string; learnerId: string; since: Date; at: Date },
): Promise<boolean> {
  const ofLearner = db
    .select({ id: learnerIdentifiers.id })
    .from(learnerIdentifiers)
    .where(eq(learnerIdentifiers.learnerId, proof.learnerId))
  const { rowCount } = await db
    .update(identifierVerifications)
    .set({ usedAt: proof.at })
    .where(
      and(
        eq(identifierVerifications.id, proof.id),
        inArray(identifierVerifications.identifierId, ofLearner),
        // The word of an authority does not show that the learner is there.
        inArray(identifierVerifications.method, ['mail', 'did']),
        gt(identifierVerifications.completedAt, proof.since),
        isNull(identifierVerifications.usedAt),
      ),
    )
  return rowCount === 1
}

/** Deletes what was not answered, and what is of no identifier any more. */
export async function deleteVerificationsBefore(db: Queries, at: Date): Promise<void> {
  await db
    .delete(identifierVerifications)
    .where(
      and(
        lt(identifierVerifications.expiresAt, at),
        sql`(${identifierVerifications.completedAt} is null or ${identifierVerifications.identifierId} is null)`,
      ),
    )
}
