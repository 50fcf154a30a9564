import { and, asc, eq, getTableColumns, gt, inArray, isNull, sql } from 'drizzle-orm'
import { clrAssertions, clrs, credentialStatuses, type Queries } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

/** A record, when it was revoked, and what it holds in its order. */
export type ClrRow = typeof clrs.$inferSelect & {
  revokedAt: Date | null
  statusListId: string
  assertionIds: string[]
}
export type ClrSummaryRow = Omit<ClrRow, 'sealedDocument'>

const { sealedDocument, ...summary } = getTableColumns(clrs)
const joined = {
  revokedAt: credentialStatuses.setAt,
  statusListId: credentialStatuses.statusListId,
  assertionIds: sql<
    string[]
  >`array(select ${clrAssertions.assertionId} from ${clrAssertions} where ${clrAssertions.clrId} = ${clrs.id} order by ${clrAssertions.position})`,
}
const itsStatus = eq(credentialStatuses.id, clrs.statusId)

export async function insertClr(
  db: Queries,
  rows: {
    clr: typeof clrs.$inferInsert
    status: typeof credentialStatuses.$inferInsert
    assertionIds: string[]
  },
): Promise<void> {
  await db.insert(credentialStatuses).values(rows.status)
  await db.insert(clrs).values(rows.clr)
  await db.insert(clrAssertions).values(
    rows.assertionIds.map((assertionId, position) => ({
      ...{ clrId: rows.clr.id, assertionId, position },
    })),
  )
}

/** @param learnerId - null: of any learner */
export async function clrById(
  db: Queries,
  id: string,
  learnerId: string | null,
): Promise<ClrRow | undefined> {
  const [row] = await db
    .select({ ...summary, sealedDocument, ...joined })
    .from(clrs)
    .innerJoin(credentialStatuses, itsStatus)
    .where(and(eq(clrs.id, id), learnerId === null ? undefined : eq(clrs.learnerId, learnerId)))
  return row
}

/** The same, locked until the transaction ends. */
export async function lockClr(
  db: Queries,
  id: string,
  learnerId: string,
): Promise<ClrRow | undefined> {
  await db.select({ id: clrs.id }).from(clrs).where(eq(clrs.id, id)).for('no key update')
  return clrById(db, id, learnerId)
}

/** One row more than the page holds. */
export function listClrs(
  db: Queries,
  of: { learnerId: string; issuerId: string | null },
  page: PageRequest,
): Promise<ClrSummaryRow[]> {
  return db
    .select({ ...summary, ...joined })
    .from(clrs)
    .innerJoin(credentialStatuses, itsStatus)
    .where(
      and(
        eq(clrs.learnerId, of.learnerId),
        of.issuerId === null ? undefined : eq(clrs.issuerId, of.issuerId),
        page.after === null ? undefined : gt(clrs.id, page.after),
        page.archived ? undefined : isNull(clrs.archivedAt),
      ),
    )
    .orderBy(asc(clrs.id))
    .limit(page.limit + 1)
}

/** Revokes for good, unless that was done before. */
export async function revokeClr(
  db: Queries,
  row: Pick<ClrRow, 'id' | 'statusId'>,
  by: string,
  at: Date,
): Promise<void> {
  await db
    .update(credentialStatuses)
    .set({ setAt: at, changedBy: by, changedAt: at })
    .where(and(eq(credentialStatuses.id, row.statusId), isNull(credentialStatuses.setAt)))
  await db
    .update(clrs)
    .set({ archivedAt: at, updatedAt: at, revision: sql`${clrs.revision} + 1` })
    .where(eq(clrs.id, row.id))
}

/** Gives all records of one learner, or these, to another. */
export async function moveClrs(
  db: Queries,
  which: { learnerId: string; ids?: string[] },
  to: string,
): Promise<string[]> {
  const { learnerId, ids } = which
  const rows = await db
    .update(clrs)
    .set({ learnerId: to })
    .where(
      and(eq(clrs.learnerId, learnerId), ids === undefined ? undefined : inArray(clrs.id, ids)),
    )
    .returning({ id: clrs.id })
  return rows.map(({ id }) => id)
}

export async function clrsOf(db: Queries, learnerId: string): Promise<ClrRow[]> {
  return db
    .select({ ...summary, sealedDocument, ...joined })
    .from(clrs)
    .innerJoin(credentialStatuses, itsStatus)
    .where(eq(clrs.learnerId, learnerId))
    .orderBy(asc(clrs.id))
}

/** Deletes the records; their places in status lists stay, for copies that were kept. */
export async function deleteClrs(db: Queries, learnerId: string): Promise<void> {
  await db.delete(clrs).where(eq(clrs.learnerId, learnerId))
}
