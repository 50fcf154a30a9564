import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm'
import { networkPlaces, places, type Queries } from '../db/index.ts'
import type { Actor, PageRequest } from '../http/index.ts'
import { placesOf } from './store.ts'

export type PlaceEntry = typeof networkPlaces.$inferSelect
/** With what the place is called. */
export type NamedEntry = PlaceEntry & { placeName: string }

/** Whether the place was not asked before. */
export async function insertEntry(
  db: Queries,
  row: typeof networkPlaces.$inferInsert,
): Promise<boolean> {
  const inserted = await db
    .insert(networkPlaces)
    .values(row)
    .onConflictDoNothing()
    .returning({ placeId: networkPlaces.placeId })
  return inserted.length > 0
}

/** The row, locked until the transaction ends. */
export async function lockEntry(db: Queries, networkId: string, placeId: string) {
  const [row] = await db
    .select()
    .from(networkPlaces)
    .where(pair(networkId, placeId))
    .for('no key update')
  return row
}

export async function updateEntry(
  db: Queries,
  { networkId, placeId }: Pick<PlaceEntry, 'networkId' | 'placeId'>,
  changes: Partial<typeof networkPlaces.$inferInsert>,
): Promise<void> {
  await db.update(networkPlaces).set(changes).where(pair(networkId, placeId))
}

export async function entryOf(
  db: Queries,
  networkId: string,
  placeId: string,
): Promise<NamedEntry | undefined> {
  const [row] = await named(db, pair(networkId, placeId))
  return row
}

/** Those of the places of an actor; for the platform of all. */
export function entriesOf(db: Queries, actor: Actor, networkId: string): Promise<NamedEntry[]> {
  return named(db, and(eq(networkPlaces.networkId, networkId), ofPlaces(placesOf(actor))))
}

/** The places that lead a network. */
export async function leadingPlaces(db: Queries, networkId: string): Promise<string[]> {
  const rows = await named(
    db,
    and(
      eq(networkPlaces.networkId, networkId),
      eq(networkPlaces.role, 'lead'),
      eq(networkPlaces.status, 'member'),
    ),
  )
  return rows.map(({ placeId }) => placeId)
}

/** One row more than the page holds, by the id of the place; only those of an actor's places when given. */
export function listEntries(
  db: Queries,
  of: { networkId: string; status?: string; actor?: Actor },
  page: PageRequest,
): Promise<NamedEntry[]> {
  const { networkId, status, actor } = of
  return named(
    db,
    and(
      eq(networkPlaces.networkId, networkId),
      status === undefined ? undefined : eq(networkPlaces.status, status),
      actor === undefined ? undefined : ofPlaces(placesOf(actor)),
      page.after === null ? undefined : gt(networkPlaces.placeId, page.after),
    ),
  ).limit(page.limit + 1)
}

function named(db: Queries, which: SQL | undefined) {
  return db
    .select({
      networkId: networkPlaces.networkId,
      placeId: networkPlaces.placeId,
      role: networkPlaces.role,
      status: networkPlaces.status,
      invitedAt: networkPlaces.invitedAt,
      joinedAt: networkPlaces.joinedAt,
      endedAt: networkPlaces.endedAt,
      placeName: places.name,
    })
    .from(networkPlaces)
    .innerJoin(places, eq(places.id, networkPlaces.placeId))
    .where(which)
    .orderBy(asc(networkPlaces.placeId))
    .$dynamic()
}

function ofPlaces(own: SQL | null): SQL | undefined {
  return own === null ? undefined : sql`${networkPlaces.placeId} = any(${own})`
}

function pair(networkId: string, placeId: string): SQL | undefined {
  return and(eq(networkPlaces.networkId, networkId), eq(networkPlaces.placeId, placeId))
}
