import { and, asc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { networkPlaces, networks, type Queries } from '../db/index.ts'
import type { Actor, PageRequest } from '../http/index.ts'

export type NetworkRow = typeof networks.$inferSelect

export async function insertNetwork(db: Queries, row: typeof networks.$inferInsert) {
  const [inserted] = await db.insert(networks).values(row).returning()
  return inserted as NetworkRow
}

/** The network, if the actor may know of it. */
export async function networkFor(db: Queries, actor: Actor, id: string) {
  const [row] = await db
    .select()
    .from(networks)
    .where(and(eq(networks.id, id), knownTo(db, actor)))
  return row
}

/** The row, locked until the transaction ends. */
export async function lockNetwork(db: Queries, id: string) {
  const [row] = await db.select().from(networks).where(eq(networks.id, id)).for('no key update')
  return row
}

export async function updateNetwork(
  db: Queries,
  id: string,
  changes: Partial<typeof networks.$inferInsert>,
) {
  const [row] = await db.update(networks).set(changes).where(eq(networks.id, id)).returning()
  return row as NetworkRow
}

/** One row more than the page holds. */
export function listNetworks(db: Queries, actor: Actor, page: PageRequest) {
  return db
    .select()
    .from(networks)
    .where(
      and(
        knownTo(db, actor),
        page.after === null ? undefined : gt(networks.id, page.after),
        page.archived ? undefined : isNull(networks.archivedAt),
      ),
    )
    .orderBy(asc(networks.id))
    .limit(page.limit + 1)
}

/** Networks that a place of the actor is in, or was asked into; for the platform all. */
function knownTo(db: Queries, actor: Actor): SQL | undefined {
  const own = placesOf(actor)
  if (own === null) return undefined
  const entered = db
    .select({ id: networkPlaces.networkId })
    .from(networkPlaces)
    .where(
      and(
        sql`${networkPlaces.placeId} = any(${own})`,
        inArray(networkPlaces.status, ['invited', 'member']),
      ),
    )
  return inArray(networks.id, entered)
}

/** The places that an actor takes part in, as an array of SQL; null for all. */
export function placesOf(actor: Actor): SQL | null {
  if (actor.placeId !== null) return sql`array[${actor.placeId}::uuid]`
  if (actor.issuerId === null) return null
  return sql`array(
    select place_id from place_memberships
    where issuer_id = ${actor.issuerId} and status = 'member')`
}
