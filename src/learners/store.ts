import { and, arrayOverlaps, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import {
  learnerDealings,
  learnerIdentifiers,
  learners,
  prepared,
  type Queries,
} from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type IdentifierRow = typeof learnerIdentifiers.$inferSelect

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
}

const wholeRecord = {
  id: learners.id,
  sealedDisplayName: learners.sealedDisplayName,
  identifierIds: sql<null>`null`,
  createdAt: learners.createdAt,
  updatedAt: learners.updatedAt,
  revision: learners.revision,
  archivedAt: learners.archivedAt,
}

const dealingRecord = {
  id: learnerDealings.learnerId,
  sealedDisplayName: learnerDealings.sealedDisplayName,
  identifierIds: learnerDealings.identifierIds,
  createdAt: learnerDealings.createdAt,
  updatedAt: learnerDealings.updatedAt,
  revision: learnerDealings.revision,
  archivedAt: learnerDealings.archivedAt,
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
  changes: Partial<Omit<LearnerRecord, 'id' | 'identifierIds'>>,
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

/** Every identifier of these learners. */
export function identifiersOf(db: Queries, learnerIds: string[]): Promise<IdentifierRow[]> {
  return db
    .select()
    .from(learnerIdentifiers)
    .where(inArray(learnerIdentifiers.learnerId, learnerIds))
    .orderBy(asc(learnerIdentifiers.id))
}

export async function identifiersById(db: Queries, ids: string[]): Promise<IdentifierRow[]> {
  if (ids.length === 0) return []
  return db.select().from(learnerIdentifiers).where(inArray(learnerIdentifiers.id, ids))
}

export function identifiersByIndex(db: Queries, blindIndexes: Buffer[]): Promise<IdentifierRow[]> {
  return db
    .select()
    .from(learnerIdentifiers)
    .where(inArray(learnerIdentifiers.blindIndex, blindIndexes))
}

/**
 * The learner behind an identifier under which the issuer already deals with that very learner:
 * the usual case of a further award, in one question. Undefined in every other case.
 */
export async function learnerOfDealing(
  db: Queries,
  issuerId: string,
  blindIndex: Buffer,
): Promise<string | undefined> {
  const [row] = await prepared(db, 'learner-of-dealing', (on, name) =>
    on
      .select({ learnerId: learnerIdentifiers.learnerId })
      .from(learnerIdentifiers)
      .innerJoin(
        learnerDealings,
        and(
          eq(learnerDealings.learnerId, learnerIdentifiers.learnerId),
          eq(learnerDealings.issuerId, sql.placeholder('issuerId')),
          sql`${learnerIdentifiers.id} = any(${learnerDealings.identifierIds})`,
        ),
      )
      .where(eq(learnerIdentifiers.blindIndex, sql.placeholder('blindIndex')))
      .prepare(name),
  ).execute({ issuerId, blindIndex })
  return row?.learnerId
}

/**
 * Makes a learner with an identifier and the dealing of an issuer, in one statement, unless
 * somebody has the identifier already.
 *
 * @returns whether the learner was made; otherwise nothing was
 */
export async function insertNewLearner(
  db: Queries,
  learner: {
    learnerId: string
    identifierId: string
    type: string
    blindIndex: Buffer
    sealed: Buffer
    issuerId: string
    originIssuerId: string | null
    at: Date
  },
): Promise<boolean> {
  const { learnerId, identifierId, type, blindIndex, sealed, issuerId, originIssuerId, at } =
    learner
  const { rows } = await db.execute(sql`
    with identifier as (
      insert into learner_identifiers (id, learner_id, type, blind_index, sealed, created_at)
      values (${identifierId}, ${learnerId}, ${type}, ${blindIndex}, ${sealed}, ${at})
      on conflict (blind_index) do nothing
      returning id
    ), learner as (
      insert into learners (id, origin_issuer_id, created_at, updated_at)
      select ${learnerId}::uuid, ${originIssuerId}::uuid, ${at}::timestamptz, ${at}::timestamptz
      from identifier
    ), dealing as (
      insert into learner_dealings (issuer_id, learner_id, identifier_ids, created_at, updated_at)
      select ${issuerId}::uuid, ${learnerId}::uuid, array[id], ${at}::timestamptz, ${at}::timestamptz
      from identifier
    )
    select id from identifier`)
  return rows.length === 1
}

export async function insertLearner(db: Queries, row: typeof learners.$inferInsert): Promise<void> {
  await db.insert(learners).values(row)
}

export async function insertIdentifiers(
  db: Queries,
  rows: (typeof learnerIdentifiers.$inferInsert)[],
): Promise<void> {
  await db.insert(learnerIdentifiers).values(rows)
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

/** Waits until no other transaction is making learners with these identifiers. */
export async function lockIdentifiers(db: Queries, blindIndexes: Buffer[]): Promise<void> {
  // In one order everywhere, so that two requests naming the same ones cannot wait for each other.
  for (const index of [...blindIndexes].sort(Buffer.compare)) {
    await db.execute(
      sql`select pg_advisory_xact_lock(${index.readBigInt64BE(0).toString()}::bigint)`,
    )
  }
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

/** The learners that an issuer deals with under these identifiers, longest known first. */
export function dealingsByIdentifier(db: Queries, issuerId: string, identifierIds: string[]) {
  return db
    .select({
      learnerId: learnerDealings.learnerId,
      identifierIds: learnerDealings.identifierIds,
    })
    .from(learnerDealings)
    .where(
      and(
        eq(learnerDealings.issuerId, issuerId),
        arrayOverlaps(learnerDealings.identifierIds, identifierIds),
      ),
    )
    .orderBy(asc(learnerDealings.createdAt))
}

/**
 * Notes that an issuer deals with a learner by these identifiers. A display name is kept when one
 * is there already.
 */
export async function noteDealing(
  db: Queries,
  dealing: {
    issuerId: string
    learnerId: string
    identifierIds: string[]
    sealedDisplayName: Buffer | null
    at: Date
  },
): Promise<void> {
  const { at, ...row } = dealing
  await db
    .insert(learnerDealings)
    .values({ ...row, createdAt: at, updatedAt: at })
    .onConflictDoUpdate({
      target: [learnerDealings.issuerId, learnerDealings.learnerId],
      set: {
        identifierIds: sql`${learnerDealings.identifierIds} || array(
          select added from unnest(excluded.identifier_ids) as added
          where added <> all(${learnerDealings.identifierIds})
        )`,
        sealedDisplayName: sql`coalesce(${learnerDealings.sealedDisplayName}, excluded.sealed_display_name)`,
        updatedAt: at,
        revision: sql`${learnerDealings.revision} + 1`,
      },
      setWhere: sql`not (${learnerDealings.identifierIds} @> excluded.identifier_ids)
        or (${learnerDealings.sealedDisplayName} is null and excluded.sealed_display_name is not null)`,
    })
}
