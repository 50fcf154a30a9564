import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'
import { learnerIdentifiers } from './learners.ts'

/**
 * That somebody was asked to show that an identifier is theirs, and whether they did. Apart from the
 * identifiers, which every award looks up.
 */
export const identifierVerifications = pgTable(
  'identifier_verifications',
  {
    id: uuid('id').primaryKey(),
    identifierId: uuid('identifier_id').references(() => learnerIdentifiers.id, {
      onDelete: 'set null',
    }),
    /** Of the identifier, so that taking it away and adding it again does not begin anew. */
    blindIndex: bytea('blind_index').notNull(),
    /** On whose behalf; null: the platform's. No reference, like there. */
    issuerId: uuid('issuer_id'),
    method: text('method').notNull(),
    /** Keyed hash of the code that was sent. */
    codeHash: bytea('code_hash'),
    attemptsLeft: integer('attempts_left').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    completedAt: instant('completed_at'),
    /** When it served as proof for something else, which it does once. */
    usedAt: instant('used_at'),
  },
  (table) => [
    index().on(table.identifierId, table.id),
    index().on(table.blindIndex, table.createdAt),
    index().on(table.expiresAt),
  ],
)
