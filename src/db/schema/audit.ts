import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * Who read or changed what of which learner: only ever added to, until its time is over. The learner
 * is no reference: whoever is erased leaves a pseudonym here.
 */
export const auditRecords = pgTable(
  'audit_records',
  {
    id: uuid('id').primaryKey(),
    learnerId: uuid('learner_id').notNull(),
    /** The key or token. */
    actorId: text('actor_id').notNull(),
    /** The issuer that it was bound to; null: the platform's, or the learner's own. */
    issuerId: uuid('issuer_id'),
    /** read or change. */
    action: text('action').notNull(),
    /** The operation of the API. */
    operation: text('operation').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index().on(table.learnerId, table.id)],
)
