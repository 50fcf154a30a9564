import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import {
  badgeClasses,
  badgeClassVersions,
  issuers,
  networkAdoptions,
  opportunities,
  pathways,
  type Queries,
  type Transaction,
} from '../db/index.ts'

export type AdoptionRow = typeof networkAdoptions.$inferSelect

/** Whoever adopts the same for the same adopter waits, and finds what was made. */
export async function lockAdoption(tx: Transaction, adopterId: string, sourceId: string) {
  const key = `adoption ${adopterId} ${sourceId}`
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`)
}

export async function insertAdoption(db: Queries, row: typeof networkAdoptions.$inferInsert) {
  const [inserted] = await db.insert(networkAdoptions).values(row).returning()
  return inserted as AdoptionRow
}

/** What an issuer made of a badge class. */
export function adoptedBadgeClass(db: Queries, issuerId: string, sourceBadgeClassId: string) {
  return one(
    db,
    and(
      eq(networkAdoptions.issuerId, issuerId),
      eq(networkAdoptions.sourceBadgeClassId, sourceBadgeClassId),
    ),
  )
}

/** What a place made of a pathway. */
export function adoptedPathway(db: Queries, placeId: string, sourcePathwayId: string) {
  return one(
    db,
    and(
      eq(networkAdoptions.placeId, placeId),
      eq(networkAdoptions.sourcePathwayId, sourcePathwayId),
    ),
  )
}

async function one(db: Queries, which: SQL | undefined): Promise<AdoptionRow | undefined> {
  const [row] = await db.select().from(networkAdoptions).where(which)
  return row
}

/** These badge classes by name, with their issuers. */
export function describedBadgeClasses(db: Queries, ids: readonly string[]) {
  return db
    .select({
      id: badgeClasses.id,
      issuerId: badgeClasses.issuerId,
      issuerName: issuers.name,
      definition: badgeClassVersions.definition,
    })
    .from(badgeClasses)
    .innerJoin(badgeClassVersions, eq(badgeClassVersions.id, badgeClasses.currentVersionId))
    .innerJoin(issuers, eq(issuers.id, badgeClasses.issuerId))
    .where(inArray(badgeClasses.id, [...ids]))
}

/** Whose these pathways are. */
export function ownersOfPathways(db: Queries, ids: readonly string[]) {
  return db
    .select({
      id: pathways.id,
      name: pathways.name,
      issuerId: pathways.issuerId,
      placeId: pathways.placeId,
    })
    .from(pathways)
    .where(inArray(pathways.id, [...ids]))
}

/** Whose these opportunities are. */
export function ownersOfOpportunities(db: Queries, ids: readonly string[]) {
  return db
    .select({
      id: opportunities.id,
      issuerId: opportunities.issuerId,
      placeId: opportunities.placeId,
    })
    .from(opportunities)
    .where(inArray(opportunities.id, [...ids]))
}
