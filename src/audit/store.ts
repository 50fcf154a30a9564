import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { assertions, auditRecords, pgArray, type Queries, type Transaction } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type AuditRow = typeof auditRecords.$inferSelect

/**
 * Keeps records, each of who its learner is by now: of one who was merged meanwhile the survivor, of
 * one who was erased a pseudonym that leads nowhere.
 */
export async function insertRecords(tx: Transaction, rows: readonly AuditRow[]): Promise<void> {
  const each = <T>(value: (row: AuditRow) => T) => rows.map(value)
  await tx.$client.query({
    name: 'insert-audit-records',
    text: `
      insert into audit_records (id, learner_id, actor_id, issuer_id, action, operation, at)
      select id,
        coalesce(
          (select learner.id from learners learner where learner.id = told.learner_id),
          (select into_id from learner_merges
            where from_id = told.learner_id and undone_at is null),
          gen_random_uuid()
        ),
        actor_id, issuer_id, action, operation, at
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[])
        as told (id, learner_id, actor_id, issuer_id, action, operation, at)`,
    values: [
      pgArray(
        'uuid',
        each(({ id }) => id),
      ),
      pgArray(
        'uuid',
        each(({ learnerId }) => learnerId),
      ),
      pgArray(
        'text',
        each(({ actorId }) => actorId),
      ),
      pgArray(
        'uuid',
        each(({ issuerId }) => issuerId),
      ),
      pgArray(
        'text',
        each(({ action }) => action),
      ),
      pgArray(
        'text',
        each(({ operation }) => operation),
      ),
      pgArray(
        'timestamp with time zone',
        each(({ at }) => at),
      ),
    ],
  })
}

/**
 * One row more than the page holds. Those of whoever was merged into the learner are among them: one
 * that was written in the middle of the merging was not moved.
 */
export function recordsOf(db: Queries, learnerId: string, page: PageRequest): Promise<AuditRow[]> {
  return db
    .select()
    .from(auditRecords)
    .where(
      and(
        sql`${auditRecords.learnerId} = any(array(
          select ${learnerId}::uuid
          union all
          select from_id from learner_merges where into_id = ${learnerId} and undone_at is null))`,
        page.after === null ? undefined : gt(auditRecords.id, page.after),
      ),
    )
    .orderBy(asc(auditRecords.id))
    .limit(page.limit + 1)
}

/** Puts another learner, or a pseudonym, in the place of one. */
export async function renameLearner(
  tx: Transaction,
  from: string,
  to: string,
  ids?: string[],
): Promise<string[]> {
  const rows = await tx
    .update(auditRecords)
    .set({ learnerId: to })
    .where(
      and(
        eq(auditRecords.learnerId, from),
        ids === undefined ? undefined : sql`${auditRecords.id} = any(${sql.param(ids)}::uuid[])`,
      ),
    )
    .returning({ id: auditRecords.id })
  return rows.map(({ id }) => id)
}

/** Whom an assertion was awarded to; null when nobody is there any more. */
export async function learnerOfAssertion(db: Queries, id: string): Promise<string | null> {
  const [row] = await db
    .select({ learnerId: assertions.learnerId })
    .from(assertions)
    .where(eq(assertions.id, id))
  return row?.learnerId ?? null
}
