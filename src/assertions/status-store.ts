import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { assertions, type Queries, statusChanges } from '../db/index.ts'
import { learnersOf } from './store.ts'

export async function insertStatusChange(
  db: Queries,
  row: typeof statusChanges.$inferInsert,
): Promise<void> {
  await db.insert(statusChanges).values(row)
}

/** Every change of an assertion's status, oldest first. */
export function statusChangesOf(db: Queries, assertionId: string) {
  return db
    .select()
    .from(statusChanges)
    .where(eq(statusChanges.assertionId, assertionId))
    .orderBy(asc(statusChanges.id))
}

/**
 * Locks many assertions until the transaction ends, in the order of their ids, so that two
 * transactions cannot deadlock. Those that are not there, or are another issuer's, are left out.
 *
 * @param issuerId - null: of any issuer
 */
export function lockMany(db: Queries, ids: string[], issuerId: string | null) {
  return db
    .select({
      id: assertions.id,
      issuerId: assertions.issuerId,
      learnerId: assertions.learnerId,
      statusListId: assertions.statusListId,
      revokedAt: assertions.revokedAt,
    })
    .from(assertions)
    .where(
      and(
        // One parameter: the statement must not grow with the list.
        sql`${assertions.id} = any(${sql.param(ids)}::uuid[])`,
        issuerId === null ? undefined : eq(assertions.issuerId, issuerId),
      ),
    )
    .orderBy(asc(assertions.id))
    .for('no key update')
}

/** Whom those of many assertions that are not revoked were awarded to; see `lockMany` for the rest. */
export async function learnersOfStanding(
  db: Queries,
  ids: string[],
  issuerId: string | null,
): Promise<string[]> {
  const rows = await db
    .selectDistinct({ learnerId: assertions.learnerId })
    .from(assertions)
    .where(
      and(
        sql`${assertions.id} = any(${sql.param(ids)}::uuid[])`,
        isNull(assertions.revokedAt),
        issuerId === null ? undefined : eq(assertions.issuerId, issuerId),
      ),
    )
  return learnersOf(...rows)
}

/** Marks locked assertions as revoked, and keeps the change of each. */
export async function revokeLocked(
  db: Queries,
  revocation: {
    assertionIds: string[]
    /** Ids of the changes, one for each assertion. */
    changeIds: string[]
    actorId: string
    sealedReason: Buffer
    at: Date
  },
): Promise<void> {
  const { assertionIds, changeIds, actorId, sealedReason, at } = revocation
  const ids = sql`${sql.param(assertionIds)}::uuid[]`
  await db
    .update(assertions)
    .set({
      revokedAt: at,
      sealedStatusReason: sealedReason,
      updatedAt: at,
      revision: sql`${assertions.revision} + 1`,
    })
    .where(sql`${assertions.id} = any(${ids})`)
  await db.execute(sql`
    insert into status_changes (id, assertion_id, kind, actor_id, sealed_reason, at)
    select change_id, assertion_id, 'revoked', ${actorId}, ${sealedReason}, ${at}::timestamptz
    from unnest(${sql.param(changeIds)}::uuid[], ${ids}) as changed (change_id, assertion_id)`)
}
