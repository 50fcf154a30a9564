import { and, asc, eq, gt, isNotNull, type SQL, sql } from 'drizzle-orm'
import {
  badgeClasses,
  badgeClassVersions,
  networkItems,
  pathways,
  places,
  type Queries,
} from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'
import type { ItemFilter } from './item-schema.ts'

export type ItemRow = typeof networkItems.$inferSelect
/** With what it is called, and by whom it is shared. */
export type NamedItem = ItemRow & {
  placeName: string
  name: string
  description: string | null
  version: number
}

/** @returns undefined when it is shared already */
export async function insertItem(db: Queries, row: typeof networkItems.$inferInsert) {
  const [inserted] = await db
    .insert(networkItems)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: networkItems.id })
  return inserted?.id
}

export async function itemById(
  db: Queries,
  networkId: string,
  id: string,
): Promise<NamedItem | undefined> {
  const [row] = await named(db, and(eq(networkItems.networkId, networkId), eq(networkItems.id, id)))
  return row
}

/** The same by the badge class or the pathway that it is. */
export async function itemOf(
  db: Queries,
  networkId: string,
  what: { badgeClassId: string } | { pathwayId: string },
): Promise<NamedItem | undefined> {
  const isIt =
    'badgeClassId' in what
      ? eq(networkItems.badgeClassId, what.badgeClassId)
      : eq(networkItems.pathwayId, what.pathwayId)
  const [row] = await named(db, and(eq(networkItems.networkId, networkId), isIt))
  return row
}

/** One row more than the page holds. */
export function listItems(
  db: Queries,
  networkId: string,
  { type, placeId }: ItemFilter,
  page: PageRequest,
): Promise<NamedItem[]> {
  const ofType = type === 'badge-class' ? networkItems.badgeClassId : networkItems.pathwayId
  return named(
    db,
    and(
      eq(networkItems.networkId, networkId),
      type === undefined ? undefined : isNotNull(ofType),
      placeId === undefined ? undefined : eq(networkItems.placeId, placeId),
      page.after === null ? undefined : gt(networkItems.id, page.after),
    ),
  ).limit(page.limit + 1)
}

export async function deleteItem(db: Queries, id: string): Promise<void> {
  await db.delete(networkItems).where(eq(networkItems.id, id))
}

/** Ends what a place shares with a network. */
export async function deleteItemsOf(db: Queries, networkId: string, placeId: string) {
  await db
    .delete(networkItems)
    .where(and(eq(networkItems.networkId, networkId), eq(networkItems.placeId, placeId)))
}

function named(db: Queries, which: SQL | undefined) {
  return db
    .select({
      id: networkItems.id,
      networkId: networkItems.networkId,
      placeId: networkItems.placeId,
      badgeClassId: networkItems.badgeClassId,
      pathwayId: networkItems.pathwayId,
      createdAt: networkItems.createdAt,
      placeName: places.name,
      name: sql<string>`coalesce(${pathways.name}, ${badgeClassVersions.definition} ->> 'name')`,
      description: sql<
        string | null
      >`coalesce(${pathways.description}, ${badgeClassVersions.definition} ->> 'description')`,
      version: sql<number>`coalesce(${pathways.version}, ${badgeClassVersions.number})`,
    })
    .from(networkItems)
    .innerJoin(places, eq(places.id, networkItems.placeId))
    .leftJoin(pathways, eq(pathways.id, networkItems.pathwayId))
    .leftJoin(badgeClasses, eq(badgeClasses.id, networkItems.badgeClassId))
    .leftJoin(badgeClassVersions, eq(badgeClassVersions.id, badgeClasses.currentVersionId))
    .where(which)
    .orderBy(asc(networkItems.id))
    .$dynamic()
}
