import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { learnerDealings, learnerIdentifiers, type Queries } from '../db/index.ts'

export type IdentifierRow = typeof learnerIdentifiers.$inferSelect

/** One parameter: a bulk revocation asks for thousands, and the statement must not grow with them. */
function oneOf(column: AnyPgColumn, ids: string[]) {
  return sql`${column} = any(${sql.param(ids)}::uuid[])`
}

/** Every identifier of these learners. */
export function identifiersOf(db: Queries, learnerIds: string[]): Promise<IdentifierRow[]> {
  return db
    .select()
    .from(learnerIdentifiers)
    .where(oneOf(learnerIdentifiers.learnerId, learnerIds))
    .orderBy(asc(learnerIdentifiers.id))
}

export async function identifiersById(db: Queries, ids: string[]): Promise<IdentifierRow[]> {
  if (ids.length === 0) return []
  return db.select().from(learnerIdentifiers).where(inArray(learnerIdentifiers.id, ids))
}

export function identifiersByIndex(db: Queries, blindIndexes: Buffer[]): Promise<IdentifierRow[]> {
  return db
    .select()
    .from(learnerIdentifiers)
    .where(inArray(learnerIdentifiers.blindIndex, blindIndexes))
}

/** The identifiers under which an issuer deals with these learners. */
export function identifiersOfDealings(
  db: Queries,
  issuerId: string,
  learnerIds: string[],
): Promise<IdentifierRow[]> {
  return db
    .select(getTableColumns(learnerIdentifiers))
    .from(learnerDealings)
    .innerJoin(
      learnerIdentifiers,
      sql`${learnerIdentifiers.id} = any(${learnerDealings.identifierIds})`,
    )
    .where(
      and(eq(learnerDealings.issuerId, issuerId), oneOf(learnerDealings.learnerId, learnerIds)),
    )
}

/**
 * Inserts identifiers, waiting for awards that are just making learners with them.
 *
 * @returns whether all were inserted; not those that somebody has by now
 */
export async function insertIdentifiers(
  db: Queries,
  rows: (typeof learnerIdentifiers.$inferInsert)[],
): Promise<boolean> {
  // In one order everywhere, so that two transactions with the same ones cannot wait for each other.
  const inOrder = [...rows].sort((one, other) => Buffer.compare(one.blindIndex, other.blindIndex))
  const { rowCount } = await db.insert(learnerIdentifiers).values(inOrder).onConflictDoNothing()
  return rowCount === rows.length
}

/** Deletes identifiers that this transaction has inserted. */
export async function deleteIdentifiers(db: Queries, ids: string[]): Promise<void> {
  await db.delete(learnerIdentifiers).where(inArray(learnerIdentifiers.id, ids))
}

/** Waits until no other transaction is making learners with these identifiers. */
export async function lockIdentifiers(db: Queries, blindIndexes: Buffer[]): Promise<void> {
  // In one order everywhere, so that two requests naming the same ones cannot wait for each other.
  for (const index of [...blindIndexes].sort(Buffer.compare)) {
    await db.execute(
      sql`select pg_advisory_xact_lock(${index.readBigInt64BE(0).toString()}::bigint)`,
    )
  }
}
