import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { assertions } from './assertions.ts'
import { badgeClasses } from './badge-classes.ts'
import { bytea, instant } from './columns.ts'
import { files } from './files.ts'
import { issuers } from './issuers.ts'
import { learners } from './learners.ts'

/** Learners who apply for badges, with what they show for it. */
export const applications = pgTable(
  'applications',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    badgeClassId: uuid('badge_class_id')
      .notNull()
      .references(() => badgeClasses.id),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    /** The issuer of the key that made it; null: the learner's own, or the platform's. */
    madeByIssuerId: uuid('made_by_issuer_id'),
    madeBy: text('made_by').notNull(),
    /** draft, submitted, returned, checked, approved, declined or withdrawn. */
    status: text('status').notNull(),
    /** How often it was submitted; marks count in the round in which they were given. */
    round: integer('round').notNull().default(0),
    /** How it is looked at, as its badge class had it when it was submitted last. */
    assessment: jsonb('assessment').notNull(),
    sealedEvidence: bytea('sealed_evidence').notNull(),
    /** What was awarded for it, or stood already when it was approved. */
    assertionId: uuid('assertion_id').references(() => assertions.id, { onDelete: 'set null' }),
    submittedAt: instant('submitted_at'),
    decidedAt: instant('decided_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    revision: integer('revision').notNull().default(1),
  },
  (table) => [
    index().on(table.learnerId, table.badgeClassId),
    index().on(table.issuerId, table.id),
    index().on(table.badgeClassId),
    index().on(table.assertionId),
  ],
)

/** The files among what an application shows. */
export const applicationFiles = pgTable(
  'application_files',
  {
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    fileId: uuid('file_id')
      .notNull()
      .references(() => files.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.applicationId, table.fileId] }),
    index().on(table.fileId),
  ],
)

/** The learners who are to look at the application of another one. */
export const applicationReviewers = pgTable(
  'application_reviewers',
  {
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
  },
  (table) => [
    primaryKey({ columns: [table.applicationId, table.learnerId] }),
    index().on(table.learnerId),
  ],
)

/** What was done about an application, by whom and when. */
export const applicationSteps = pgTable(
  'application_steps',
  {
    id: uuid('id').primaryKey(),
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    round: integer('round').notNull(),
    /** submitted, marked, approved, confirmed, returned, declined or withdrawn. */
    action: text('action').notNull(),
    /** learner, peer, issuer or platform. */
    role: text('role').notNull(),
    actorId: text('actor_id').notNull(),
    /** Which learner, where it was one. */
    learnerId: uuid('learner_id'),
    /** Keyed hash of who it was behind a key: the same for the same person. */
    reviewerHash: bytea('reviewer_hash'),
    /** Which criteria were found met, by their ids. */
    marks: jsonb('marks').notNull(),
    /** What was said, and the name of who said it, as JSON. */
    sealedWords: bytea('sealed_words'),
    at: instant('at').notNull(),
  },
  (table) => [index().on(table.applicationId, table.id), index().on(table.learnerId)],
)
