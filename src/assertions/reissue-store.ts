import { and, asc, count, eq, isNull, notExists, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { type WithDocument, withDocuments } from '../credential-templates/index.ts'
import {
  assertionChoices,
  assertions,
  badgeClassVersions,
  type Queries,
  statusLists,
  type Transaction,
} from '../db/index.ts'
import { recordStatusChanges } from './status-events.ts'
import { choice, itsChoice } from './store.ts'

const successors = alias(assertions, 'successors')

/** What a key signed and still stands: neither revoked nor superseded. */
function standing(db: Queries, issuerKeyId: string) {
  return and(
    eq(assertions.issuerKeyId, issuerKeyId),
    isNull(assertions.revokedAt),
    isNull(assertions.erasedAt),
    notExists(
      db
        .select({ id: successors.id })
        .from(successors)
        .where(eq(successors.supersedesId, assertions.id)),
    ),
  )
}

/** How much of what a key signed still stands. */
export async function countStanding(db: Queries, issuerKeyId: string): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(assertions)
    .where(standing(db, issuerKeyId))
  return row?.count ?? 0
}

/** Locks the first of what still stands, in the order in which everybody locks several assertions. */
export async function lockStanding(
  db: Queries,
  issuerKeyId: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .select({ id: assertions.id })
    .from(assertions)
    .where(standing(db, issuerKeyId))
    .orderBy(asc(assertions.id))
    .limit(limit)
    .for('no key update')
  return rows.map(({ id }) => id)
}

type Kept = WithDocument<typeof assertions.$inferSelect> & { learnerId: string; credential: string }

/** Those of locked assertions that still stand: one may have been superseded while its lock was waited for. */
export async function standingOf(db: Queries, issuerKeyId: string, ids: string[]) {
  const rows = await db
    .select({
      assertion: assertions,
      version: badgeClassVersions.number,
      purpose: statusLists.purpose,
      choice,
    })
    .from(assertions)
    .innerJoin(badgeClassVersions, eq(badgeClassVersions.id, assertions.badgeClassVersionId))
    .innerJoin(statusLists, eq(statusLists.id, assertions.statusListId))
    .leftJoin(assertionChoices, itsChoice)
    .where(and(sql`${assertions.id} = any(${sql.param(ids)}::uuid[])`, standing(db, issuerKeyId)))
    .orderBy(asc(assertions.id))
  const found = await withDocuments(
    db,
    rows.map(({ assertion }) => assertion),
  )
  return rows.map((row, position) => ({
    ...row,
    assertion: found[position] as Kept,
  }))
}

/** A change of an assertion's status that has a reason of its own. */
export type StatusTurn = {
  assertionId: string
  issuerId: string
  changeId: string
  sealedReason: Buffer
  at: Date
}

/** Revokes or suspends assertions, each for a reason of its own, and keeps the changes. */
export async function turnStatus(
  tx: Transaction,
  kind: 'revoked' | 'suspended',
  actorId: string,
  turns: readonly StatusTurn[],
): Promise<void> {
  if (turns.length === 0) return
  const values = [
    turns.map(({ assertionId }) => assertionId),
    turns.map(({ changeId }) => changeId),
    turns.map(({ sealedReason }) => sealedReason),
    turns.map(({ at }) => at),
  ]
  const turned = 'unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::timestamptz[])'
  await tx.$client.query({
    text: `update assertions
      set ${kind}_at = turned.at, sealed_status_reason = turned.sealed_reason,
        updated_at = greatest(updated_at, turned.at), revision = revision + 1
      from ${turned} as turned (assertion_id, change_id, sealed_reason, at)
      where id = turned.assertion_id`,
    values,
  })
  await tx.$client.query({
    text: `insert into status_changes (id, assertion_id, kind, actor_id, sealed_reason, at)
      select change_id, assertion_id, $5, $6, sealed_reason, at
      from ${turned} as turned (assertion_id, change_id, sealed_reason, at)`,
    values: [...values, kind, actorId],
  })
  recordStatusChanges(tx, kind, turns)
}
