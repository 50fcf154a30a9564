import { sql } from 'drizzle-orm'
import { index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'
import { learners } from './learners.ts'

/** Learners who turned out to be others, and what it takes to undo that. */
export const learnerMerges = pgTable(
  'learner_merges',
  {
    id: uuid('id').primaryKey(),
    /** Whose record is no more. No reference: it is not there, until this is undone. */
    fromId: uuid('from_id').notNull(),
    /** Who has everything now: whoever the survivor was merged into since, too. */
    intoId: uuid('into_id')
      .notNull()
      .references(() => learners.id),
    /** Whom it was merged into. */
    survivorId: uuid('survivor_id').notNull(),
    actorId: text('actor_id').notNull(),
    /** What was moved, and the record that is no more; null once this is undone. */
    sealedMoved: bytea('sealed_moved'),
    createdAt: instant('created_at').notNull(),
    undoneAt: instant('undone_at'),
  },
  (table) => [
    index().on(table.intoId, table.id),
    uniqueIndex('learner_merges_standing').on(table.fromId).where(sql`undone_at is null`),
  ],
)
