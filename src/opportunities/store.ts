import { and, asc, eq, getTableColumns, gt, inArray, or, type SQL, sql } from 'drizzle-orm'
import { badgeClasses, opportunities, type Queries } from '../db/index.ts'
import type { Actor, PageRequest } from '../http/index.ts'
import { type Circle, distanceKm, inUse, matching, type Search } from './search.ts'

const { search: _search, ...columns } = getTableColumns(opportunities)

export type OpportunityRow = Omit<typeof opportunities.$inferSelect, 'search'>

export async function insertOpportunity(db: Queries, row: typeof opportunities.$inferInsert) {
  const [inserted] = await db.insert(opportunities).values(row).returning(columns)
  return inserted as OpportunityRow
}

/** The opportunity, if the actor may know of it. */
export async function opportunityFor(
  db: Queries,
  actor: Actor,
  id: string,
): Promise<OpportunityRow | undefined> {
  const [row] = await db
    .select(columns)
    .from(opportunities)
    .where(and(eq(opportunities.id, id), knownTo(actor)))
  return row
}

/** The row, locked until the transaction ends. */
export async function lockOpportunity(db: Queries, id: string) {
  const [row] = await db
    .select(columns)
    .from(opportunities)
    .where(eq(opportunities.id, id))
    .for('no key update')
  return row
}

export async function updateOpportunity(
  db: Queries,
  id: string,
  changes: Partial<typeof opportunities.$inferInsert>,
) {
  const [row] = await db
    .update(opportunities)
    .set(changes)
    .where(eq(opportunities.id, id))
    .returning(columns)
  return row as OpportunityRow
}

/** An opportunity that was found, and how far it is from where it was looked for. */
export type FoundRow = OpportunityRow & { distanceKm: number | null }

/**
 * Opportunities that match, oldest first; the nearest first where a circle is searched.
 *
 * @param page.limit - how many at most
 */
export function findOpportunities(
  db: Queries,
  actor: Actor,
  search: Search,
  page: PageRequest,
): Promise<FoundRow[]> {
  const { near } = search
  const distance = near === undefined ? sql<null>`null` : distanceKm(near)
  return db
    .select({ ...columns, distanceKm: distance.mapWith((value) => value as number | null) })
    .from(opportunities)
    .where(
      and(
        knownTo(actor),
        matching(search),
        inUse(page.archived),
        page.after === null ? undefined : comesAfter(page.after, near),
      ),
    )
    .orderBy(...(near === undefined ? [] : [asc(distance)]), asc(opportunities.id))
    .limit(page.limit)
}

function comesAfter(id: string, near: Circle | undefined): SQL {
  if (near === undefined) return gt(opportunities.id, id)
  const distance = distanceKm(near)
  const before = sql`(select ${distance} from ${opportunities} where ${eq(opportunities.id, id)})`
  return sql`(${distance}, ${opportunities.id}) > (${before}, ${id}::uuid)`
}

/** Whose these badge classes are; those that there are not are left out. */
export async function issuersOfBadgeClasses(
  db: Queries,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: badgeClasses.id, issuerId: badgeClasses.issuerId })
    .from(badgeClasses)
    .where(inArray(badgeClasses.id, [...ids]))
  return new Map(rows.map(({ id, issuerId }) => [id, issuerId]))
}

/**
 * What the actor may know of: those of its place; its own and those of the places that it is in; for
 * the platform all.
 */
export function knownTo(actor: Actor): SQL | undefined {
  if (actor.placeId !== null) return eq(opportunities.placeId, actor.placeId)
  if (actor.issuerId === null) return undefined
  // As an array, which both indexes can be asked for in one go.
  const entered = sql`array(
    select place_id from place_memberships
    where issuer_id = ${actor.issuerId} and status = 'member')`
  return or(
    eq(opportunities.issuerId, actor.issuerId),
    sql`${opportunities.placeId} = any(${entered})`,
  )
}
