import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'

/** Learners who were erased: that it was done, by whom and why, and nothing of whom. */
export const erasures = pgTable('erasures', {
  /** Stands in the place of the learner's id where something has to stand. */
  id: uuid('id').primaryKey(),
  /** Keyed hash of the learner's id: who asks again is answered the same. */
  learnerHash: bytea('learner_hash').notNull().unique(),
  actorId: text('actor_id').notNull(),
  sealedReason: bytea('sealed_reason').notNull(),
  /** What the learner is looked for by in what others sent; null when that is done. */
  sealedTraces: bytea('sealed_traces'),
  createdAt: instant('created_at').notNull(),
  completedAt: instant('completed_at'),
})
