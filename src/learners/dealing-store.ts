import { sql } from 'drizzle-orm'
import { learnerDealings, type Queries } from '../db/index.ts'

/**
 * The learners that an issuer deals with under these identifiers, longest known first. By the
 * identifiers first, which few have, and not through all whom the issuer deals with, as PostgreSQL
 * would have it.
 */
export async function dealingsByIdentifier(
  db: Queries,
  issuerId: string,
  identifierIds: string[],
): Promise<{ learnerId: string; identifierIds: string[] }[]> {
  const { rows } = await db.$client.query<{ learnerId: string; identifierIds: string[] }>({
    name: 'dealings-by-identifier',
    text: `select learner_id as "learnerId", identifier_ids as "identifierIds"
      from (select * from learner_dealings where identifier_ids && $2::uuid[] offset 0) dealing
      where issuer_id = $1
      order by created_at`,
    values: [issuerId, identifierIds],
  })
  return rows
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
    where 0 = (
      select count(*) from (
        select * from learner_dealings where identifier_ids @> array[asked] offset 0
      ) other
      where other.issuer_id = ${issuerId} and other.learner_id <> ${learnerId})
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
