import { sql } from 'drizzle-orm'
import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant, transactionNumber } from './columns.ts'

/**
 * What happened, written in the transaction in which it did: ids only. Issuers are never deleted, and
 * this is written with every award: it refers to them without a foreign key.
 */
export const events = pgTable(
  'events',
  {
    /** In the order of their making within a transaction. */
    id: uuid('id').primaryKey(),
    /** Orders events of different transactions: those of one that is under way come after all that can be read. */
    transaction: transactionNumber('transaction').notNull().default(sql`pg_current_xact_id()`),
    type: text('type').notNull(),
    /** Whose it is; null: the platform's. */
    issuerId: uuid('issuer_id'),
    /** What it happened to, see `EventType`. */
    subjectIds: uuid('subject_ids').array().notNull(),
    at: instant('at').notNull().default(sql`now()`),
  },
  (table) => [
    index().on(table.transaction, table.id),
    index().on(table.issuerId, table.transaction, table.id),
  ],
)
