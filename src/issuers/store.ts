import { and, asc, eq, gt, inArray, isNull, type SQL } from 'drizzle-orm'
import { issuers, type Queries } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type IssuerRow = typeof issuers.$inferSelect

export async function insertIssuer(db: Queries, row: typeof issuers.$inferInsert) {
  const [inserted] = await db.insert(issuers).values(row).returning()
  return inserted as IssuerRow
}

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

export async function issuerByDid(db: Queries, did: string) {
  const [row] = await db.select().from(issuers).where(eq(issuers.did, did))
  return row
}

/** The row, locked until the transaction ends. */
export async function lockIssuer(db: Queries, id: string) {
  const [row] = await db.select().from(issuers).where(eq(issuers.id, id)).for('no key update')
  return row
}

export async function updateIssuer(
  db: Queries,
  id: string,
  changes: Partial<typeof issuers.$inferInsert>,
) {
  const [row] = await db.update(issuers).set(changes).where(eq(issuers.id, id)).returning()
  return row as IssuerRow
}

/** One row more than the page holds. */
export function listIssuers(db: Queries, only: string | null, page: PageRequest) {
  const conditions: (SQL | undefined)[] = [
    only === null ? undefined : eq(issuers.id, only),
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
