import { and, desc, eq, isNotNull, lte, max, or, sql } from 'drizzle-orm'
import { assertions, type Queries, statusLists } from '../db/index.ts'

export type StatusListRow = typeof statusLists.$inferSelect

function isOfKind(kind: Pick<StatusListRow, 'issuerId' | 'did' | 'purpose'>) {
  return and(
    eq(statusLists.issuerId, kind.issuerId),
    eq(statusLists.did, kind.did),
    eq(statusLists.purpose, kind.purpose),
  )
}

/**
 * Takes the next `count` places of the newest list that still has them.
 * @returns the list after the change, or undefined when every list is full
 */
export async function reservePlaces(
  db: Queries,
  kind: Pick<StatusListRow, 'issuerId' | 'did' | 'purpose'>,
  count: number,
): Promise<StatusListRow | undefined> {
  const hasRoom = lte(sql`${statusLists.reserved} + ${count}`, statusLists.size)
  const newest = db
    .select({ id: statusLists.id })
    .from(statusLists)
    .where(and(isOfKind(kind), hasRoom))
    .orderBy(desc(statusLists.number))
    .limit(1)
  const [row] = await db
    .update(statusLists)
    .set({ reserved: sql`${statusLists.reserved} + ${count}` })
    // Asked again of the row that was waited for: another process may have filled it.
    .where(and(eq(statusLists.id, newest), hasRoom))
    .returning()
  return row
}

/** Adds the next list, unless another process has just done so. */
export async function addList(
  db: Queries,
  list: Omit<typeof statusLists.$inferInsert, 'number'>,
): Promise<void> {
  const [last] = await db
    .select({ number: max(statusLists.number) })
    .from(statusLists)
    .where(isOfKind(list))
  await db
    .insert(statusLists)
    .values({ ...list, number: (last?.number ?? 0) + 1 })
    .onConflictDoNothing()
}

export async function statusListById(db: Queries, id: string, lock = false) {
  const query = db.select().from(statusLists).where(eq(statusLists.id, id)).$dynamic()
  const [row] = await (lock ? query.for('no key update') : query)
  return row
}

/** The places whose bit is set, straight from the assertions. */
export async function setIndices(db: Queries, statusListId: string): Promise<number[]> {
  const rows = await db
    .select({ index: assertions.statusListIndex })
    .from(assertions)
    .where(
      and(
        eq(assertions.statusListId, statusListId),
        or(isNotNull(assertions.revokedAt), isNotNull(assertions.suspendedAt)),
      ),
    )
  return rows.map(({ index }) => index)
}

/** Notes, in the transaction that changed a bit, that the signed list no longer says all. */
export async function bumpRevision(db: Queries, id: string): Promise<void> {
  await db
    .update(statusLists)
    .set({ revision: sql`${statusLists.revision} + 1` })
    .where(eq(statusLists.id, id))
}

export async function storeDocument(
  db: Queries,
  id: string,
  changes: { document: string; documentRevision: number; documentFreshUntil: Date },
): Promise<void> {
  await db.update(statusLists).set(changes).where(eq(statusLists.id, id))
}
