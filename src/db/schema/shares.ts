import { boolean, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { assertions } from './assertions.ts'
import { clrs } from './clrs.ts'
import { bytea, instant, lifecycle } from './columns.ts'
import { learners } from './learners.ts'

/** Links under which learners show badges: to whoever has one, until it is over. */
export const shares = pgTable(
  'shares',
  {
    id: uuid('id').primaryKey(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    /** The issuer in whose name it was made; null: the platform's. */
    issuerId: uuid('issuer_id'),
    /** The record that it leads to; null: the badges alone. */
    clrId: uuid('clr_id').references(() => clrs.id, { onDelete: 'cascade' }),
    /** SHA-256 of the token in the link. */
    tokenHash: bytea('token_hash').notNull().unique(),
    sealedTitle: bytea('sealed_title'),
    sealedNote: bytea('sealed_note'),
    includeEvidence: boolean('include_evidence').notNull(),
    expiresAt: instant('expires_at').notNull(),
    withdrawnAt: instant('withdrawn_at'),
    views: integer('views').notNull().default(0),
    lastViewedAt: instant('last_viewed_at'),
    ...lifecycle,
  },
  (table) => [index().on(table.learnerId, table.id), index().on(table.clrId)],
)

/** What a link shows, in its order. */
export const shareAssertions = pgTable(
  'share_assertions',
  {
    shareId: uuid('share_id')
      .notNull()
      .references(() => shares.id, { onDelete: 'cascade' }),
    assertionId: uuid('assertion_id')
      .notNull()
      .references(() => assertions.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.shareId, table.assertionId] }),
    index().on(table.assertionId),
  ],
)

/** When a link was opened, and with what kind of program: never by whom. */
export const shareViews = pgTable(
  'share_views',
  {
    id: uuid('id').primaryKey(),
    shareId: uuid('share_id')
      .notNull()
      .references(() => shares.id, { onDelete: 'cascade' }),
    at: instant('at').notNull(),
    agent: text('agent').notNull(),
    format: text('format').notNull(),
  },
  (table) => [index().on(table.shareId, table.id)],
)
