import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  lte,
  max,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import {
  assertions,
  credentialStatuses,
  endorsements,
  prepared,
  type Queries,
  statusLists,
} from '../db/index.ts'

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

/** All of a list but the signed document. */
export type StatusListHead = Omit<StatusListRow, 'document'>

const { document: _document, ...headColumns } = getTableColumns(statusLists)

export async function statusListHead(db: Queries, id: string): Promise<StatusListHead | undefined> {
  const [row] = await prepared(db, 'status-list-head', (on, name) =>
    on
      .select(headColumns)
      .from(statusLists)
      .where(eq(statusLists.id, sql.placeholder('id')))
      .prepare(name),
  ).execute({ id })
  return row
}

/** The document that was signed last; undefined when there is none yet. */
export async function storedDocument(
  db: Queries,
  id: string,
): Promise<{ document: string; revision: number; freshUntil: Date } | undefined> {
  const { document, documentRevision: revision, documentFreshUntil: freshUntil } = statusLists
  const [row] = await db
    .select({ document, revision, freshUntil })
    .from(statusLists)
    .where(eq(statusLists.id, id))
  if (row === undefined) return undefined
  return row.document === null || row.revision === null || row.freshUntil === null
    ? undefined
    : { document: row.document, revision: row.revision, freshUntil: row.freshUntil }
}

/**
 * The places whose bit is set, straight from what the bits are about: assertions that are revoked
 * or suspended, endorsements that are revoked, other credentials by the status that was set. One text
 * for all, because a row for each would cost more than signing the list.
 */
export async function setIndices(db: Queries, statusListId: string): Promise<number[]> {
  const [row] = await prepared(db, 'status-list-indices', (on, name) => {
    const list = sql.placeholder('list')
    const isSet = or(isNotNull(assertions.revokedAt), isNotNull(assertions.suspendedAt))
    const ofAssertions = on
      .select({ index: assertions.statusListIndex })
      .from(assertions)
      .where(and(eq(assertions.statusListId, list), isSet))
    const ofEndorsements = on
      .select({ index: sql<number>`${endorsements.statusListIndex}` })
      .from(endorsements)
      .where(and(eq(endorsements.statusListId, list), isNotNull(endorsements.revokedAt)))
    const ofOthers = on
      .select({ index: credentialStatuses.statusListIndex })
      .from(credentialStatuses)
      .where(and(eq(credentialStatuses.statusListId, list), isNotNull(credentialStatuses.setAt)))
    const set = unionAll(ofAssertions, ofEndorsements, ofOthers).as('set')
    return on
      .select({ indices: sql<string | null>`string_agg(${set.index}::text, ',')` })
      .from(set)
      .prepare(name)
  }).execute({ list: statusListId })
  return row?.indices ? row.indices.split(',').map(Number) : []
}

/** Notes, in the transaction that changed a bit, that the signed list no longer says all. */
export async function bumpRevision(db: Queries, id: string): Promise<void> {
  await db
    .update(statusLists)
    .set({ revision: sql`${statusLists.revision} + 1` })
    .where(eq(statusLists.id, id))
}

/** The same for several lists, locked in one order, so that two transactions cannot deadlock. */
export async function bumpRevisions(db: Queries, ids: string[]): Promise<void> {
  await bump(db, inArray(statusLists.id, ids))
}

/** The same for every list of an issuer: whoever signs them has changed. */
export async function bumpListsOf(db: Queries, issuerId: string): Promise<void> {
  await bump(db, eq(statusLists.issuerId, issuerId))
}

async function bump(db: Queries, which: SQL): Promise<void> {
  const inOrder = db
    .select({ id: statusLists.id })
    .from(statusLists)
    .where(which)
    .orderBy(asc(statusLists.id))
    .for('no key update')
  await db
    .update(statusLists)
    .set({ revision: sql`${statusLists.revision} + 1` })
    .where(inArray(statusLists.id, inOrder))
}

/** Keeps a signed list, unless one with later changes is there already. */
export async function storeDocument(
  db: Queries,
  id: string,
  signed: { document: string; revision: number; freshUntil: Date },
): Promise<void> {
  const given = sql.placeholder('revision')
  await prepared(db, 'store-status-list', (on, name) =>
    on
      .update(statusLists)
      .set({
        document: sql`${sql.placeholder('document')}`,
        documentRevision: sql`${given}`,
        documentFreshUntil: sql`${sql.placeholder('freshUntil')}`,
      })
      .where(
        and(
          eq(statusLists.id, sql.placeholder('id')),
          or(isNull(statusLists.documentRevision), lte(statusLists.documentRevision, given)),
        ),
      )
      .prepare(name),
  ).execute({ id, ...signed })
}

/** Whether the assertion that has this place is revoked. */
export async function isRevokedAt(
  db: Queries,
  statusListId: string,
  index: number,
): Promise<boolean> {
  const rows = await db
    .select({ id: assertions.id })
    .from(assertions)
    .where(
      and(
        eq(assertions.statusListId, statusListId),
        eq(assertions.statusListIndex, index),
        isNotNull(assertions.revokedAt),
      ),
    )
  return rows.length > 0
}
