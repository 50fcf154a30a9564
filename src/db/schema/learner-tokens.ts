import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'
import { apiKeys } from './installation.ts'
import { learners } from './learners.ts'

/** Short-lived tokens with which learners call for themselves. They end with their learner's record. */
export const learnerTokens = pgTable(
  'learner_tokens',
  {
    id: uuid('id').primaryKey(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id, { onDelete: 'cascade' }),
    /** The issuer whose record of the learner it opens; null: the platform's. No reference, like there. */
    issuerId: uuid('issuer_id'),
    /** The key that minted it, and takes it along when it is revoked; null: that of the configuration. */
    apiKeyId: uuid('api_key_id').references(() => apiKeys.id),
    secretHash: bytea('secret_hash').notNull().unique(),
    scopes: text('scopes').array().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [index().on(table.learnerId, table.id), index().on(table.expiresAt)],
)
