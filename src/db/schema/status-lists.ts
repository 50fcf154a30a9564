import { bigint, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'
import { issuers } from './issuers.ts'

/** Bitstring status lists; which bits are set is derived from the assertions themselves. */
export const statusLists = pgTable(
  'status_lists',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    /** The identity that signs it: that of the credentials whose bits it holds. */
    did: text('did').notNull(),
    purpose: text('purpose').notNull(),
    number: integer('number').notNull(),
    size: integer('size').notNull(),
    permutationKey: bytea('permutation_key').notNull(),
    reserved: integer('reserved').notNull().default(0),
    revision: bigint('revision', { mode: 'number' }).notNull().default(0),
    document: text('document'),
    documentRevision: bigint('document_revision', { mode: 'number' }),
    documentFreshUntil: instant('document_fresh_until'),
  },
  (table) => [unique().on(table.issuerId, table.did, table.purpose, table.number)],
)

/**
 * Places in status lists of credentials that are none of the above: signed by the VC API, and not
 * kept. A bit is set where `set_at` is.
 */
export const credentialStatuses = pgTable(
  'credential_statuses',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    /** What the issuer calls the credential; null: nothing but its place. */
    credentialId: text('credential_id'),
    purpose: text('purpose').notNull(),
    statusListId: uuid('status_list_id')
      .notNull()
      .references(() => statusLists.id),
    statusListIndex: integer('status_list_index').notNull(),
    createdAt: instant('created_at').notNull(),
    setAt: instant('set_at'),
    /** Who changed it last, and when. */
    changedBy: text('changed_by'),
    changedAt: instant('changed_at'),
  },
  (table) => [
    unique().on(table.statusListId, table.statusListIndex),
    unique().on(table.issuerId, table.credentialId, table.purpose),
    index().on(table.credentialId),
  ],
)
