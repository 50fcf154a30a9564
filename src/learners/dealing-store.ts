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
