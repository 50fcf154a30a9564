import { and, asc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { issuers, membersOf, type Queries } from '../db/index.ts'
import type { Actor, PageRequest } from '../http/index.ts'

export type IssuerRow = typeof issuers.$inferSelect

export async function insertIssuer(db: Queries, row: typeof issuers.$inferInsert) {
  const [inserted] = await db.insert(issuers).values(row).returning()
  return inserted as IssuerRow
}

/** An issuer; archived ones too. */
export async function issuerById(db: Queries, id: string) {
  const [row] = await db.select().from(issuers).where(eq(issuers.id, id))
  return row
}

/** What issuers are called, by their ids. */
export async function issuerNames(db: Queries, ids: string[]): Promise<Map<string, string>> {
  const rows = await db
    .select({ id: issuers.id, name: issuers.name })
    .from(issuers)
    .where(inArray(issuers.id, ids))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The issuer that has this DID now; archived ones too. */
export async function issuerByDid(db: Queries, did: string) {
  const [row] = await db.select().from(issuers).where(eq(issuers.did, did))
  return row
}

/** The row, locked until the transaction ends. */
export async function lockIssuer(db: Queries, id: string) {
  const [row] = await db.select().from(issuers).where(eq(issuers.id, id)).for('no key update')
  return row
}

/** Changes an issuer, which has to be there. */
export async function updateIssuer(
  db: Queries,
  id: string,
  changes: Partial<typeof issuers.$inferInsert>,
) {
  const [row] = await db.update(issuers).set(changes).where(eq(issuers.id, id)).returning()
  return row as IssuerRow
}

/** The issuer, if the actor may know of it. */
export async function issuerFor(db: Queries, actor: Actor, id: string) {
  const [row] = await db
    .select()
    .from(issuers)
    .where(and(eq(issuers.id, id), knownTo(actor)))
  return row
}

/** The actor's own issuer, the members of its place, or all. */
function knownTo({ issuerId, placeId }: Actor): SQL | undefined {
  if (placeId !== null) return sql`${issuers.id} = any(${membersOf(placeId)})`
  return issuerId === null ? undefined : eq(issuers.id, issuerId)
}

/** One row more than the page holds. */
export function listIssuers(db: Queries, actor: Actor, page: PageRequest) {
  const conditions: (SQL | undefined)[] = [
    knownTo(actor),
    page.after === null ? undefined : gt(issuers.id, page.after),
    page.archived ? undefined : isNull(issuers.archivedAt),
  ]
  return db
    .select()
    .from(issuers)
    .where(and(...conditions))
    .orderBy(asc(issuers.id))
    .limit(page.limit + 1)
}
