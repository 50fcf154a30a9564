import { and, asc, eq, gt, inArray, type SQL } from 'drizzle-orm'
import { issuers, placeMemberships, type Queries } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type MembershipRow = typeof placeMemberships.$inferSelect
/** With what the issuer is called. */
export type NamedMembership = MembershipRow & { issuerName: string }

/** @returns undefined when the issuer was asked before */
export async function insertMembership(db: Queries, row: typeof placeMemberships.$inferInsert) {
  const [inserted] = await db
    .insert(placeMemberships)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: placeMemberships.id })
  return inserted?.id
}

/** How an issuer stands to a place, if it was ever asked. */
export async function membershipOf(db: Queries, placeId: string, issuerId: string) {
  const [row] = await db.select().from(placeMemberships).where(pair(placeId, issuerId))
  return row
}

/** Whether an issuer is a member of a place. */
export async function isMember(db: Queries, placeId: string, issuerId: string): Promise<boolean> {
  return (await membershipOf(db, placeId, issuerId))?.status === 'member'
}

/** The issuers that are members of a place, in the order of their ids. */
export async function memberIds(db: Queries, placeId: string): Promise<string[]> {
  const rows = await db
    .select({ issuerId: placeMemberships.issuerId })
    .from(placeMemberships)
    .where(and(eq(placeMemberships.placeId, placeId), eq(placeMemberships.status, 'member')))
    .orderBy(asc(placeMemberships.issuerId))
  return rows.map(({ issuerId }) => issuerId)
}

/** The issuers that lead any of some places, in the order of their ids. */
export async function leadIds(db: Queries, placeIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectDistinct({ issuerId: placeMemberships.issuerId })
    .from(placeMemberships)
    .where(
      and(
        inArray(placeMemberships.placeId, [...placeIds]),
        eq(placeMemberships.status, 'member'),
        eq(placeMemberships.role, 'lead'),
      ),
    )
    .orderBy(asc(placeMemberships.issuerId))
  return rows.map(({ issuerId }) => issuerId)
}

/** The row, locked until the transaction ends. */
export async function lockMembership(db: Queries, placeId: string, issuerId: string) {
  const [row] = await db
    .select()
    .from(placeMemberships)
    .where(pair(placeId, issuerId))
    .for('no key update')
  return row
}

export async function updateMembership(
  db: Queries,
  id: string,
  changes: Partial<typeof placeMemberships.$inferInsert>,
) {
  await db.update(placeMemberships).set(changes).where(eq(placeMemberships.id, id))
}

export async function membershipById(
  db: Queries,
  placeId: string,
  id: string,
): Promise<NamedMembership | undefined> {
  const [row] = await named(
    db,
    and(eq(placeMemberships.placeId, placeId), eq(placeMemberships.id, id)),
  )
  return row
}

/** One row more than the page holds; with an issuer, only its own. */
export function listMemberships(
  db: Queries,
  of: { placeId: string; issuerId: string | null; status?: string },
  page: PageRequest,
): Promise<NamedMembership[]> {
  const { placeId, issuerId, status } = of
  return named(
    db,
    and(
      eq(placeMemberships.placeId, placeId),
      issuerId === null ? undefined : eq(placeMemberships.issuerId, issuerId),
      status === undefined ? undefined : eq(placeMemberships.status, status),
      page.after === null ? undefined : gt(placeMemberships.id, page.after),
    ),
  ).limit(page.limit + 1)
}

function named(db: Queries, which: SQL | undefined) {
  return db
    .select({
      id: placeMemberships.id,
      placeId: placeMemberships.placeId,
      issuerId: placeMemberships.issuerId,
      role: placeMemberships.role,
      status: placeMemberships.status,
      invitedAt: placeMemberships.invitedAt,
      joinedAt: placeMemberships.joinedAt,
      endedAt: placeMemberships.endedAt,
      issuerName: issuers.name,
    })
    .from(placeMemberships)
    .innerJoin(issuers, eq(issuers.id, placeMemberships.issuerId))
    .where(which)
    .orderBy(asc(placeMemberships.id))
    .$dynamic()
}

function pair(placeId: string, issuerId: string): SQL | undefined {
  return and(eq(placeMemberships.placeId, placeId), eq(placeMemberships.issuerId, issuerId))
}
