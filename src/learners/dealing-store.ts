import { and, arrayOverlaps, asc, eq, sql } from 'drizzle-orm'
import { learnerDealings, type Queries } from '../db/index.ts'

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
 * Notes that an issuer deals with a learner by these identifiers, but for those by which it deals
 * with another learner: it keeps meeting that one under them, whatever the platform awards. A display
 * name is kept when one is there already.
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
  const { at, issuerId, learnerId } = dealing
  const identifierIds = sql`array(
    select asked from unnest(${sql.param(dealing.identifierIds)}::uuid[]) as asked
    where not exists (select from learner_dealings other
      where other.identifier_ids && array[asked]
        and other.issuer_id = ${issuerId} and other.learner_id <> ${learnerId})
  )`
  await db
    .insert(learnerDealings)
    .values({ ...dealing, identifierIds, createdAt: at, updatedAt: at })
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
