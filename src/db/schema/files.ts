import { bigint, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'
import { learners } from './learners.ts'

/** Files of learners. Their bytes lie in a store, encrypted by a key that is kept here, sealed. */
export const files = pgTable(
  'files',
  {
    id: uuid('id').primaryKey(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    /** The issuer of the key that sent it; null: the platform's, or the learner's own. */
    issuerId: uuid('issuer_id'),
    sentBy: text('sent_by').notNull(),
    /** disk or s3. */
    store: text('store').notNull(),
    /** What it is called there: random, and never used for another one. */
    storedAs: text('stored_as').notNull().unique(),
    mediaType: text('media_type').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    /** Keyed hash of its content and name: sent again, it is found. */
    contentHash: bytea('content_hash').notNull(),
    sealedKey: bytea('sealed_key').notNull(),
    /** Its name and the hash of its content, as JSON. */
    sealedAbout: bytea('sealed_about').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index().on(table.learnerId, table.contentHash)],
)
