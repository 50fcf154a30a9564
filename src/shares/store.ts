import { and, asc, desc, eq, getTableColumns, gt, inArray, isNull, lt, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { clrAssertions, type Queries, shareAssertions, shares, shareViews } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'
import type { ViewFormat } from './schema.ts'

/** A link, and what it was made for, in its order. */
export type ShareRow = typeof shares.$inferSelect & { assertionIds: string[] }

/** The newest openings are kept, one by one; how many there were in all is counted. */
const VIEWS_KEPT = 500

const columns = {
  ...getTableColumns(shares),
  assertionIds: sql<string[]>`case when ${shares.clrId} is null
    then array(select ${shareAssertions.assertionId} from ${shareAssertions} where ${shareAssertions.shareId} = ${shares.id} order by ${shareAssertions.position})
    else array(select ${clrAssertions.assertionId} from ${clrAssertions} where ${clrAssertions.clrId} = ${shares.clrId} order by ${clrAssertions.position}) end`,
}

export async function insertShare(
  db: Queries,
  row: typeof shares.$inferInsert,
  assertionIds: string[],
): Promise<void> {
  await db.insert(shares).values(row)
  if (assertionIds.length === 0) return
  await db
    .insert(shareAssertions)
    .values(
      assertionIds.map((assertionId, position) => ({ shareId: row.id, assertionId, position })),
    )
}

export async function shareByHash(db: Queries, tokenHash: Buffer): Promise<ShareRow | undefined> {
  const [row] = await db.select(columns).from(shares).where(eq(shares.tokenHash, tokenHash))
  return row
}

/** @param of.issuerId - null: whoever made it */
export async function shareById(
  db: Queries,
  id: string,
  of: { learnerId: string; issuerId: string | null },
): Promise<ShareRow | undefined> {
  const [row] = await db
    .select(columns)
    .from(shares)
    .where(and(eq(shares.id, id), isOf(of)))
  return row
}

const isOf = (of: { learnerId: string; issuerId: string | null }) =>
  and(
    eq(shares.learnerId, of.learnerId),
    of.issuerId === null ? undefined : eq(shares.issuerId, of.issuerId),
  )

/** One row more than the page holds. */
export function listShares(
  db: Queries,
  of: { learnerId: string; issuerId: string | null },
  page: PageRequest,
): Promise<ShareRow[]> {
  return db
    .select(columns)
    .from(shares)
    .where(
      and(
        isOf(of),
        page.after === null ? undefined : gt(shares.id, page.after),
        page.archived ? undefined : isNull(shares.archivedAt),
      ),
    )
    .orderBy(asc(shares.id))
    .limit(page.limit + 1)
}

/** Withdraws a link, unless that was done before. */
export async function withdrawShare(db: Queries, id: string, at: Date): Promise<boolean> {
  const rows = await db
    .update(shares)
    .set({
      withdrawnAt: at,
      archivedAt: at,
      updatedAt: at,
      revision: sql`${shares.revision} + 1`,
    })
    .where(and(eq(shares.id, id), isNull(shares.withdrawnAt)))
    .returning({ id: shares.id })
  return rows.length > 0
}

/** Notes that a link was opened. */
export async function noteView(
  db: Queries,
  view: { shareId: string; at: Date; agent: string; format: ViewFormat },
): Promise<void> {
  const { shareId, at } = view
  await db
    .update(shares)
    .set({ views: sql`${shares.views} + 1`, lastViewedAt: at })
    .where(eq(shares.id, shareId))
  await db.insert(shareViews).values({ id: uuidv7(), ...view })
  const kept = db
    .select({ id: shareViews.id })
    .from(shareViews)
    .where(eq(shareViews.shareId, shareId))
    .orderBy(desc(shareViews.id))
    .offset(VIEWS_KEPT)
    .limit(1)
  await db
    .delete(shareViews)
    .where(and(eq(shareViews.shareId, shareId), sql`${shareViews.id} <= (${kept})`))
}

/** The openings of a link, newest first; one row more than the page holds. */
export function listViews(db: Queries, shareId: string, page: PageRequest) {
  return db
    .select()
    .from(shareViews)
    .where(
      and(
        eq(shareViews.shareId, shareId),
        page.after === null ? undefined : lt(shareViews.id, page.after),
      ),
    )
    .orderBy(desc(shareViews.id))
    .limit(page.limit + 1)
}

export function sharesOf(db: Queries, learnerId: string): Promise<ShareRow[]> {
  return db
    .select(columns)
    .from(shares)
    .where(eq(shares.learnerId, learnerId))
    .orderBy(asc(shares.id))
}

export function viewsOf(db: Queries, shareId: string) {
  return db
    .select({ at: shareViews.at, agent: shareViews.agent, format: shareViews.format })
    .from(shareViews)
    .where(eq(shareViews.shareId, shareId))
    .orderBy(asc(shareViews.id))
}

/** Gives all links of one learner, or these, to another. */
export async function moveShares(
  db: Queries,
  which: { learnerId: string; ids?: string[] },
  to: string,
): Promise<string[]> {
  const { learnerId, ids } = which
  const rows = await db
    .update(shares)
    .set({ learnerId: to })
    .where(
      and(eq(shares.learnerId, learnerId), ids === undefined ? undefined : inArray(shares.id, ids)),
    )
    .returning({ id: shares.id })
  return rows.map(({ id }) => id)
}

/** Deletes the links of a learner with all that is known about their openings. */
export async function deleteShares(db: Queries, learnerId: string): Promise<void> {
  await db.delete(shares).where(eq(shares.learnerId, learnerId))
}
