import { and, asc, eq, gt, inArray, isNull, ne, type SQL } from 'drizzle-orm'
import { placeMemberships, places, type Queries } from '../db/index.ts'
import type { Actor, PageRequest } from '../http/index.ts'

export type PlaceRow = typeof places.$inferSelect

export async function insertPlace(db: Queries, row: typeof places.$inferInsert) {
  const [inserted] = await db.insert(places).values(row).returning()
  return inserted as PlaceRow
}

/** The place, if the actor may know of it. */
export async function placeFor(db: Queries, actor: Actor, id: string) {
  const [row] = await db
    .select()
    .from(places)
    .where(and(eq(places.id, id), knownTo(db, actor)))
  return row
}

/** A place; archived ones too. */
export async function placeById(db: Queries, id: string) {
  const [row] = await db.select().from(places).where(eq(places.id, id))
  return row
}

/** The row, locked until the transaction ends. */
export async function lockPlace(db: Queries, id: string) {
  const [row] = await db.select().from(places).where(eq(places.id, id)).for('no key update')
  return row
}

export async function updatePlace(
  db: Queries,
  id: string,
  changes: Partial<typeof places.$inferInsert>,
) {
  const [row] = await db.update(places).set(changes).where(eq(places.id, id)).returning()
  return row as PlaceRow
}

/** One row more than the page holds. */
export function listPlaces(db: Queries, actor: Actor, page: PageRequest) {
  return db
    .select()
    .from(places)
    .where(
      and(
        knownTo(db, actor),
        page.after === null ? undefined : gt(places.id, page.after),
        page.archived ? undefined : isNull(places.archivedAt),
      ),
    )
    .orderBy(asc(places.id))
    .limit(page.limit + 1)
}

/** Whether there is any place, in use or not. */
export async function anyPlace(db: Queries): Promise<boolean> {
  const rows = await db.select({ id: places.id }).from(places).limit(1)
  return rows.length > 0
}

/** Every place that is in use. */
export function allPlaces(db: Queries): Promise<PlaceRow[]> {
  return db.select().from(places).where(isNull(places.archivedAt)).orderBy(asc(places.id))
}

/** The place whose settings count for an issuer: of those in use the one it joined first. */
export async function placeOfIssuer(db: Queries, issuerId: string): Promise<PlaceRow | undefined> {
  const [row] = await db
    .select({ place: places })
    .from(placeMemberships)
    .innerJoin(places, eq(places.id, placeMemberships.placeId))
    .where(
      and(
        eq(placeMemberships.issuerId, issuerId),
        eq(placeMemberships.status, 'member'),
        isNull(places.archivedAt),
      ),
    )
    .orderBy(asc(placeMemberships.joinedAt), asc(placeMemberships.id))
    .limit(1)
  return row?.place
}

/** Places that the actor may know of: its own, those its issuer is in or was asked into, or all. */
function knownTo(db: Queries, actor: Actor): SQL | undefined {
  if (actor.placeId !== null) return eq(places.id, actor.placeId)
  if (actor.issuerId === null) return undefined
  const entered = db
    .select({ id: placeMemberships.placeId })
    .from(placeMemberships)
    .where(
      and(
        eq(placeMemberships.issuerId, actor.issuerId),
        ne(placeMemberships.status, 'left'),
        ne(placeMemberships.status, 'declined'),
      ),
    )
  return inArray(places.id, entered)
}
