import { and, asc, eq, gt, inArray, isNull, ne } from 'drizzle-orm'
import { badgingStandards, endorsements, type Queries } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type BadgingStandardRow = typeof badgingStandards.$inferSelect

export async function insertStandard(db: Queries, row: typeof badgingStandards.$inferInsert) {
  const [inserted] = await db.insert(badgingStandards).values(row).returning()
  return inserted as BadgingStandardRow
}

/** A badging standard; archived ones too. */
export async function standardById(db: Queries, id: string) {
  const [row] = await db.select().from(badgingStandards).where(eq(badgingStandards.id, id))
  return row
}

/** The row, locked until the transaction ends. */
export async function lockStandard(db: Queries, id: string) {
  const [row] = await db
    .select()
    .from(badgingStandards)
    .where(eq(badgingStandards.id, id))
    .for('no key update')
  return row
}

/** Those of the standards that there are, in no order. */
export function standardsByIds(db: Queries, ids: string[]): Promise<BadgingStandardRow[]> {
  return db.select().from(badgingStandards).where(inArray(badgingStandards.id, ids))
}

export async function updateStandard(
  db: Queries,
  id: string,
  changes: Partial<typeof badgingStandards.$inferInsert>,
) {
  const [row] = await db
    .update(badgingStandards)
    .set(changes)
    .where(eq(badgingStandards.id, id))
    .returning()
  return row as BadgingStandardRow
}

/** One row more than the page holds. */
export function listStandards(
  db: Queries,
  { issuerId, placeId }: { issuerId?: string; placeId?: string },
  page: PageRequest,
) {
  return db
    .select()
    .from(badgingStandards)
    .where(
      and(
        issuerId === undefined ? undefined : eq(badgingStandards.issuerId, issuerId),
        placeId === undefined ? undefined : eq(badgingStandards.placeId, placeId),
        page.after === null ? undefined : gt(badgingStandards.id, page.after),
        page.archived ? undefined : isNull(badgingStandards.archivedAt),
      ),
    )
    .orderBy(asc(badgingStandards.id))
    .limit(page.limit + 1)
}

/** Whether somebody was asked to endorse the standard as it is, and has not declined. */
export async function isEndorsed(db: Queries, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: endorsements.id })
    .from(endorsements)
    .where(
      and(
        eq(endorsements.targetType, 'badging-standard'),
        eq(endorsements.targetId, id),
        ne(endorsements.status, 'declined'),
      ),
    )
    .limit(1)
  return rows.length > 0
}
