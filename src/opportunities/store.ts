import { and, asc, eq, getTableColumns, gt, inArray, isNull, or, type SQL } from 'drizzle-orm'
import { badgeClasses, opportunities, placeMemberships, type Queries } from '../db/index.ts'
import type { Actor, PageRequest } from '../http/index.ts'

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
    .where(and(eq(opportunities.id, id), knownTo(db, actor)))
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

/** One row more than the page holds. */
export function listOpportunities(
  db: Queries,
  actor: Actor,
  filter: { issuerId?: string; placeId?: string },
  page: PageRequest,
): Promise<OpportunityRow[]> {
  const { issuerId, placeId } = filter
  return db
    .select(columns)
    .from(opportunities)
    .where(
      and(
        knownTo(db, actor),
        issuerId === undefined ? undefined : eq(opportunities.issuerId, issuerId),
        placeId === undefined ? undefined : eq(opportunities.placeId, placeId),
        page.after === null ? undefined : gt(opportunities.id, page.after),
        page.archived ? undefined : isNull(opportunities.archivedAt),
      ),
    )
    .orderBy(asc(opportunities.id))
    .limit(page.limit + 1)
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
function knownTo(db: Queries, actor: Actor): SQL | undefined {
  if (actor.placeId !== null) return eq(opportunities.placeId, actor.placeId)
  if (actor.issuerId === null) return undefined
  const entered = db
    .select({ id: placeMemberships.placeId })
    .from(placeMemberships)
    .where(
      and(eq(placeMemberships.issuerId, actor.issuerId), eq(placeMemberships.status, 'member')),
    )
  return or(eq(opportunities.issuerId, actor.issuerId), inArray(opportunities.placeId, entered))
}
