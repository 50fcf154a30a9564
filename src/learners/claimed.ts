import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import {
  claimedRecords,
  learnerDealings,
  learners,
  type Queries,
  type Transaction,
} from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import { rfc3339 } from '../http/index.ts'
import type { LearnerPart } from './part.ts'

type Row = typeof claimedRecords.$inferSelect

/**
 * Notes that a learner came and made the record theirs: showed that an identifier is theirs, claimed a
 * badge, answered an award, or was given a token. Only the first time counts.
 *
 * @param came.issuerId - on whose behalf: to other issuers it is not known; null: the platform's
 */
export async function noteClaimed(
  tx: Transaction,
  came: { learnerId: string; issuerId: string | null; at: Date },
): Promise<void> {
  const { learnerId, issuerId, at } = came
  const { rowCount } = await tx
    .insert(claimedRecords)
    .values({ id: uuidv7(), learnerId, issuerId, at })
    .onConflictDoNothing()
  if (rowCount === 0) return
  // It stands in what is read of the learner.
  await tx
    .update(learners)
    .set({ updatedAt: at, revision: sql`${learners.revision} + 1` })
    .where(eq(learners.id, learnerId))
  if (issuerId !== null) {
    await tx
      .update(learnerDealings)
      .set({ updatedAt: at, revision: sql`${learnerDealings.revision} + 1` })
      .where(and(eq(learnerDealings.learnerId, learnerId), eq(learnerDealings.issuerId, issuerId)))
  }
  recordEvents(tx, [{ type: 'learner.claimed', issuerId, subjectIds: [learnerId] }])
}

/** How many learners an issuer knows, or with null the platform, and how many of them came. */
export async function countClaimed(
  db: Queries,
  issuerId: string | null,
): Promise<{ learners: number; claimed: number }> {
  const came = sql`exists (select from claimed_records record where record.learner_id = known.id
    and (${issuerId}::uuid is null or record.issuer_id = ${issuerId}::uuid))`
  const known =
    issuerId === null
      ? sql`select id from learners where archived_at is null`
      : sql`select learner_id as id from learner_dealings
          where issuer_id = ${issuerId}::uuid and archived_at is null`
  const { rows } = await db.execute<{ learners: number; claimed: number }>(
    sql`select count(*)::int as learners, (count(*) filter (where ${came}))::int as claimed
      from (${known}) known`,
  )
  return rows[0] as { learners: number; claimed: number }
}

/** On whose behalf a learner came, and when. */
export const claimedPart: LearnerPart = {
  name: 'claimed',
  documents: (db, learnerId) => documents(db, learnerId, null),
  documentsForIssuer: documents,
  async move(tx, from, to) {
    const left = await tx
      .delete(claimedRecords)
      .where(eq(claimedRecords.learnerId, from))
      .returning()
    if (left.length === 0) return { left, given: [] }
    const given = await tx
      .insert(claimedRecords)
      .values(left.map((row) => ({ ...row, id: uuidv7(), learnerId: to })))
      .onConflictDoNothing()
      .returning({ id: claimedRecords.id })
    return { left, given: given.map(({ id }) => id) }
  },
  async moveBack(tx, moved, from) {
    const { left, given } = moved as { left: (Omit<Row, 'at'> & { at: string })[]; given: string[] }
    if (given.length > 0) await tx.delete(claimedRecords).where(inArray(claimedRecords.id, given))
    if (left.length === 0) return
    await tx
      .insert(claimedRecords)
      .values(left.map((row) => ({ ...row, learnerId: from, at: new Date(row.at) })))
  },
  async erase(tx, learnerId) {
    await tx.delete(claimedRecords).where(eq(claimedRecords.learnerId, learnerId))
  },
}

async function* documents(db: Queries, learnerId: string, issuerId: string | null) {
  const rows = await db
    .select()
    .from(claimedRecords)
    .where(
      and(
        eq(claimedRecords.learnerId, learnerId),
        issuerId === null ? undefined : eq(claimedRecords.issuerId, issuerId),
      ),
    )
    .orderBy(asc(claimedRecords.id))
  for (const { id, issuerId: on, at } of rows) {
    yield { path: `${id}.json`, content: { id, issuerId: on, at: rfc3339(at) } }
  }
}
