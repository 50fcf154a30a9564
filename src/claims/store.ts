import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import { claimCodeSets, claimCodes, claims, type Queries, type Transaction } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type SetRow = typeof claimCodeSets.$inferSelect
export type CodeRow = typeof claimCodes.$inferSelect
export type ClaimRow = typeof claims.$inferSelect
export type ClaimCodesFilter = { issuerId?: string; badgeClassId?: string; opportunityId?: string }
/** How many codes were claimed or revoked, and how many claims there are. */
export type Counts = { claimed: number; revoked: number; claims: number }

export async function insertSet(db: Queries, row: typeof claimCodeSets.$inferInsert) {
  const [inserted] = await db.insert(claimCodeSets).values(row).returning()
  return inserted as SetRow
}

export async function insertCodes(
  db: Queries,
  setId: string,
  rows: { id: string; codeHash: Buffer }[],
): Promise<void> {
  await db.execute(
    sql`insert into claim_codes (id, set_id, number, code_hash)
      select id, ${setId}::uuid, number, code_hash
      from unnest(${sql.param(rows.map(({ id }) => id))}::uuid[],
          ${sql.param(rows.map(({ codeHash }) => `\\x${codeHash.toString('hex')}`))}::bytea[])
        with ordinality as made (id, code_hash, number)`,
  )
}

export async function setById(db: Queries, id: string, lock = false): Promise<SetRow | undefined> {
  const query = db.select().from(claimCodeSets).where(eq(claimCodeSets.id, id)).$dynamic()
  const [row] = await (lock ? query.for('no key update') : query)
  return row
}

/** One row more than the page holds. */
export function listSets(
  db: Queries,
  filter: ClaimCodesFilter,
  page: PageRequest,
): Promise<SetRow[]> {
  const { issuerId, badgeClassId, opportunityId } = filter
  return db
    .select()
    .from(claimCodeSets)
    .where(
      and(
        issuerId === undefined ? undefined : eq(claimCodeSets.issuerId, issuerId),
        badgeClassId === undefined ? undefined : eq(claimCodeSets.badgeClassId, badgeClassId),
        opportunityId === undefined ? undefined : eq(claimCodeSets.opportunityId, opportunityId),
        page.after === null ? undefined : gt(claimCodeSets.id, page.after),
      ),
    )
    .orderBy(asc(claimCodeSets.id))
    .limit(page.limit + 1)
}

/** The counts of sets, by their ids. */
export async function countsOf(db: Queries, setIds: string[]): Promise<Map<string, Counts>> {
  if (setIds.length === 0) return new Map()
  const rows = await db
    .select({
      setId: claimCodes.setId,
      claimed: sql<number>`count(*) filter (where claims > 0)`.mapWith(Number),
      revoked: sql<number>`count(*) filter (where revoked_at is not null)`.mapWith(Number),
      claims: sql<number>`sum(claims)`.mapWith(Number),
    })
    .from(claimCodes)
    .where(inArray(claimCodes.setId, setIds))
    .groupBy(claimCodes.setId)
  return new Map(rows.map(({ setId, ...counts }) => [setId, counts]))
}

/** The code with this hash and its set; locked, so that others who claim with it wait. */
export async function lockCode(
  tx: Transaction,
  codeHash: Buffer,
): Promise<{ code: CodeRow; set: SetRow } | undefined> {
  const [row] = await tx
    .select({ code: claimCodes, set: claimCodeSets })
    .from(claimCodes)
    .innerJoin(claimCodeSets, eq(claimCodeSets.id, claimCodes.setId))
    .where(eq(claimCodes.codeHash, codeHash))
    .for('no key update', { of: claimCodes })
  return row
}

/** Several codes with their sets, locked in one order, so that two transactions cannot deadlock. */
export function lockCodes(tx: Transaction, hashes: Buffer[]) {
  return tx
    .select({ code: claimCodes, set: claimCodeSets })
    .from(claimCodes)
    .innerJoin(claimCodeSets, eq(claimCodeSets.id, claimCodes.setId))
    .where(inArray(claimCodes.codeHash, hashes))
    .orderBy(asc(claimCodes.codeHash))
    .for('no key update', { of: claimCodes })
}

/** The same without a lock, for who only looks. */
export async function codeByHash(
  db: Queries,
  codeHash: Buffer,
): Promise<{ code: CodeRow; set: SetRow } | undefined> {
  const [row] = await db
    .select({ code: claimCodes, set: claimCodeSets })
    .from(claimCodes)
    .innerJoin(claimCodeSets, eq(claimCodeSets.id, claimCodes.setId))
    .where(eq(claimCodes.codeHash, codeHash))
  return row
}

/** Codes of a set, by their hashes. */
export function codesOfSet(db: Queries, setId: string, hashes: Buffer[]): Promise<CodeRow[]> {
  return db
    .select()
    .from(claimCodes)
    .where(and(eq(claimCodes.setId, setId), inArray(claimCodes.codeHash, hashes)))
}

/** Waits until nobody else claims for this learner with a code of this set. */
export async function lockClaims(tx: Transaction, setId: string, learnerId: string) {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`claim ${setId} ${learnerId}`}, 0))`,
  )
}

/** What a learner claimed with a code of this set. */
export async function claimOf(
  db: Queries,
  setId: string,
  learnerId: string,
): Promise<ClaimRow | undefined> {
  const [row] = await db
    .select()
    .from(claims)
    .where(and(eq(claims.setId, setId), eq(claims.learnerId, learnerId)))
    .orderBy(asc(claims.id))
    .limit(1)
  return row
}

export async function insertClaim(db: Queries, row: ClaimRow): Promise<void> {
  await db.insert(claims).values(row)
  await db
    .update(claimCodes)
    .set({ claims: sql`${claimCodes.claims} + 1` })
    .where(eq(claimCodes.id, row.codeId))
}

/**
 * Revokes codes: those that nobody has claimed with, and of a shared one what is left of it.
 *
 * @param numbers - of codes; null: all
 */
export async function revokeCodes(
  db: Queries,
  { id, kind }: SetRow,
  numbers: number[] | null,
  at: Date,
): Promise<void> {
  await db
    .update(claimCodes)
    .set({ revokedAt: at })
    .where(
      and(
        eq(claimCodes.setId, id),
        isNull(claimCodes.revokedAt),
        kind === 'single' ? eq(claimCodes.claims, 0) : undefined,
        numbers === null
          ? undefined
          : sql`${claimCodes.number} = any(${sql.param(numbers)}::integer[])`,
      ),
    )
}

/**
 * Who claimed with codes that are for one person, by the codes: with the code itself, or, where all of
 * a set are for the same person, with another one.
 */
export async function claimantsOf(
  db: Queries,
  found: readonly { set: SetRow; code: CodeRow }[],
): Promise<Map<string, string>> {
  const setIds = [...new Set(found.map(({ set }) => set.id))]
  if (setIds.length === 0) return new Map()
  const codeIds = found.map(({ code }) => code.id)
  const rows = await db
    .select({ setId: claims.setId, codeId: claims.codeId, learnerId: claims.learnerId })
    .from(claims)
    .where(
      or(
        inArray(claims.codeId, codeIds),
        inArray(
          claims.setId,
          found.filter(({ set }) => set.reservedIndex !== null).map(({ set }) => set.id),
        ),
      ),
    )
  return new Map(
    found.flatMap(({ set, code }) => {
      const isOnes = set.reservedIndex !== null || set.maxClaims === 1
      const claim = rows.find((row) =>
        set.reservedIndex !== null ? row.setId === set.id : row.codeId === code.id,
      )
      // An erased learner's claim is nobody's.
      const isGood = isOnes && code.revokedAt === null && claim?.learnerId != null
      return isGood ? [[code.id, claim.learnerId as string] as const] : []
    }),
  )
}
