import { and, asc, eq, gt, sql } from 'drizzle-orm'
import {
  assertions,
  auditRecords,
  insertMany,
  type Queries,
  type Transaction,
} from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type AuditRow = typeof auditRecords.$inferSelect

export const insertRecords = insertMany(auditRecords, [
  'id',
  'learnerId',
  'actorId',
  'issuerId',
  'action',
  'operation',
  'at',
])

/** One row more than the page holds. */
export function recordsOf(db: Queries, learnerId: string, page: PageRequest): Promise<AuditRow[]> {
  return db
    .select()
    .from(auditRecords)
    .where(
      and(
        eq(auditRecords.learnerId, learnerId),
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
