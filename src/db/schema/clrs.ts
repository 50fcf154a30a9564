import { index, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { assertions } from './assertions.ts'
import { bytea, lifecycle } from './columns.ts'
import { issuerKeys, issuers } from './issuers.ts'
import { learners } from './learners.ts'
import { credentialStatuses } from './status-lists.ts'

/** Signed records of the credentials that learners picked: sealed, for what is picked is private. */
export const clrs = pgTable(
  'clrs',
  {
    id: uuid('id').primaryKey(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    /** Who signed it. */
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    issuerKeyId: uuid('issuer_key_id')
      .notNull()
      .references(() => issuerKeys.id),
    /** Its place in a list of revocations, and whether it is revoked. */
    statusId: uuid('status_id')
      .notNull()
      .references(() => credentialStatuses.id),
    sealedTitle: bytea('sealed_title').notNull(),
    /** The signed ClrCredential. */
    sealedDocument: bytea('sealed_document').notNull(),
    ...lifecycle,
  },
  (table) => [index().on(table.learnerId, table.id)],
)

/** What a record holds, in its order. */
export const clrAssertions = pgTable(
  'clr_assertions',
  {
    clrId: uuid('clr_id')
      .notNull()
      .references(() => clrs.id, { onDelete: 'cascade' }),
    assertionId: uuid('assertion_id')
      .notNull()
      .references(() => assertions.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.clrId, table.assertionId] }),
    index().on(table.assertionId),
  ],
)
