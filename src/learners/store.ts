import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import { learnerDealings, learners, type Queries } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

/** A learner as one caller sees it: the platform's own record, or one issuer's. */
export type LearnerRecord = {
  id: string
  sealedDisplayName: Buffer | null
  /** Null: every identifier of the learner. */
  identifierIds: string[] | null
  createdAt: Date
  updatedAt: Date
  revision: number
  archivedAt: Date | null
  /** When the learner came and made the record theirs; null: not yet. */
  claimedAt: Date | null
  /** In which the learner is written to; null: nobody noted it. */
  language: string | null
}

const instantOf = (read: Date | string | null) => (read === null ? null : new Date(read))

const wholeRecord = {
  id: learners.id,
  sealedDisplayName: learners.sealedDisplayName,
  identifierIds: sql<null>`null`,
  createdAt: learners.createdAt,
  updatedAt: learners.updatedAt,
  revision: learners.revision,
  archivedAt: learners.archivedAt,
  claimedAt: sql`(select min(at) from claimed_records where learner_id = learners.id)`.mapWith(
    instantOf,
  ),
  language: sql<string | null>`(select language from learner_languages
    where learner_id = learners.id and issuer_id is null)`,
}

const dealingRecord = {
  id: learnerDealings.learnerId,
  sealedDisplayName: learnerDealings.sealedDisplayName,
  identifierIds: learnerDealings.identifierIds,
  createdAt: learnerDealings.createdAt,
  updatedAt: learnerDealings.updatedAt,
  revision: learnerDealings.revision,
  archivedAt: learnerDealings.archivedAt,
  claimedAt: sql`(select at from claimed_records record
    where record.learner_id = learner_dealings.learner_id and record.issuer_id = learner_dealings.issuer_id)`.mapWith(
    instantOf,
  ),
  language: sql<string | null>`(select language from learner_languages noted
    where noted.learner_id = learner_dealings.learner_id and noted.issuer_id = learner_dealings.issuer_id)`,
}

/** @param issuerId - whose record: an issuer's, or with null the platform's */
export async function learnerRecord(
  db: Queries,
  id: string,
  issuerId: string | null,
  lock = false,
): Promise<LearnerRecord | undefined> {
  const query =
    issuerId === null
      ? db.select(wholeRecord).from(learners).where(eq(learners.id, id)).$dynamic()
      : db
          .select(dealingRecord)
          .from(learnerDealings)
          .where(and(eq(learnerDealings.learnerId, id), eq(learnerDealings.issuerId, issuerId)))
          .$dynamic()
  const [row] = await (lock ? query.for('no key update') : query)
  return row
}

/** One row more than the page holds. */
export function listLearnerRecords(
  db: Queries,
  issuerId: string | null,
  page: PageRequest,
): Promise<LearnerRecord[]> {
  if (issuerId === null) {
    return db
      .select(wholeRecord)
      .from(learners)
      .where(
        and(
          page.after === null ? undefined : gt(learners.id, page.after),
          page.archived ? undefined : isNull(learners.archivedAt),
        ),
      )
      .orderBy(asc(learners.id))
      .limit(page.limit + 1)
  }
  return db
    .select(dealingRecord)
    .from(learnerDealings)
    .where(
      and(
        eq(learnerDealings.issuerId, issuerId),
        page.after === null ? undefined : gt(learnerDealings.learnerId, page.after),
        page.archived ? undefined : isNull(learnerDealings.archivedAt),
      ),
    )
    .orderBy(asc(learnerDealings.learnerId))
    .limit(page.limit + 1)
}

export async function updateLearnerRecord(
  db: Queries,
  id: string,
  issuerId: string | null,
  changes: Partial<Omit<LearnerRecord, 'id' | 'identifierIds' | 'claimedAt' | 'language'>>,
): Promise<void> {
  if (issuerId === null) {
    await db.update(learners).set(changes).where(eq(learners.id, id))
  } else {
    await db
      .update(learnerDealings)
      .set(changes)
      .where(and(eq(learnerDealings.learnerId, id), eq(learnerDealings.issuerId, issuerId)))
  }
}

export async function insertLearner(db: Queries, row: typeof learners.$inferInsert): Promise<void> {
  await db.insert(learners).values(row)
}

/** Deletes a learner that this transaction has inserted. */
export async function deleteLearner(db: Queries, id: string): Promise<void> {
  await db.delete(learners).where(eq(learners.id, id))
}

/**
 * Notes on the platform's record of a learner that identifiers were added, and a display name
 * where there is none. Nothing new changes nothing, the revision included.
 */
export async function noteOnLearner(
  db: Queries,
  id: string,
  news: { grown: boolean; sealedDisplayName: Buffer | null; at: Date },
): Promise<void> {
  const { grown, sealedDisplayName, at } = news
  if (!grown && sealedDisplayName === null) return
  await db
    .update(learners)
    .set({
      ...(sealedDisplayName !== null && {
        sealedDisplayName: sql`coalesce(${learners.sealedDisplayName}, ${sealedDisplayName})`,
      }),
      updatedAt: at,
      revision: sql`${learners.revision} + 1`,
    })
    .where(and(eq(learners.id, id), grown ? undefined : isNull(learners.sealedDisplayName)))
}

/** On whose word a learner was made, and whether an issuer deals with the learner already. */
export async function standingOf(
  db: Queries,
  learnerId: string,
  issuerId: string,
): Promise<{ originIssuerId: string | null; dealtWith: boolean } | undefined> {
  const [row] = await db
    .select({
      originIssuerId: learners.originIssuerId,
      dealtWith: sql<boolean>`${learnerDealings.learnerId} is not null`,
    })
    .from(learners)
    .leftJoin(
      learnerDealings,
      and(eq(learnerDealings.learnerId, learners.id), eq(learnerDealings.issuerId, issuerId)),
    )
    .where(eq(learners.id, learnerId))
  return row
}
