import { and, asc, eq, gt, isNull, type SQL, sql } from 'drizzle-orm'
import { apiKeys, prepared, type Queries } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type ApiKeyRow = typeof apiKeys.$inferSelect

export async function insertApiKey(db: Queries, row: typeof apiKeys.$inferInsert) {
  const [inserted] = await db.insert(apiKeys).values(row).returning()
  return inserted as ApiKeyRow
}

/** The keys with these prefixes that are not revoked, in any order. */
export function apiKeysByPrefix(db: Queries, prefixes: string[]): Promise<ApiKeyRow[]> {
  return prepared(db, 'api-keys-by-prefix', (on, name) =>
    on
      .select()
      .from(apiKeys)
      .where(
        and(
          // The sub-select keeps the planner from counting them, and so from planning anew each time.
          sql`${apiKeys.prefix} = any((select ${sql.placeholder('prefixes')}::text[])::text[])`,
          isNull(apiKeys.revokedAt),
        ),
      )
      .prepare(name),
  ).execute({ prefixes })
}

/** Whose keys are looked for: of an issuer, of a place, or with neither of all. */
export type Whose = { issuerId: string | null; placeId: string | null }

export async function apiKeyById(db: Queries, id: string) {
  const [row] = await db.select().from(apiKeys).where(eq(apiKeys.id, id))
  return row
}

/** One row more than the page holds, so that the caller sees whether there is another page. */
export function listApiKeys(db: Queries, whose: Whose, page: PageRequest) {
  return db
    .select()
    .from(apiKeys)
    .where(
      and(
        boundTo(whose),
        page.after === null ? undefined : gt(apiKeys.id, page.after),
        page.archived ? undefined : isNull(apiKeys.revokedAt),
      ),
    )
    .orderBy(asc(apiKeys.id))
    .limit(page.limit + 1)
}

export async function revokeApiKey(db: Queries, id: string, at: Date) {
  await db
    .update(apiKeys)
    .set({ revokedAt: at })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
}

export async function anyApiKey(db: Queries): Promise<boolean> {
  const rows = await db.select({ id: apiKeys.id }).from(apiKeys).limit(1)
  return rows.length > 0
}

function boundTo({ issuerId, placeId }: Whose): SQL | undefined {
  return and(
    issuerId === null ? undefined : eq(apiKeys.issuerId, issuerId),
    placeId === null ? undefined : eq(apiKeys.placeId, placeId),
  )
}
