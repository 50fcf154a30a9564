import { sql } from 'drizzle-orm'
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'
import { learners } from './learners.ts'
import { places } from './places.ts'

/** What people are asked to consent to, word for word. Never changed: another wording is another version. */
export const consentTexts = pgTable(
  'consent_texts',
  {
    id: uuid('id').primaryKey(),
    purpose: text('purpose').notNull(),
    language: text('language').notNull(),
    version: integer('version').notNull(),
    wording: text('wording').notNull(),
    /** SHA-256 of the wording, in hex. */
    hash: text('hash').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [unique().on(table.purpose, table.language, table.version)],
)

/** Every consent given and withdrawn, in its order; nothing of it is changed. */
export const consents = pgTable(
  'consents',
  {
    id: uuid('id').primaryKey(),
    /** Orders those of a learner, whose row is locked while one is stored. */
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    purpose: text('purpose').notNull(),
    /** given or withdrawn. */
    decision: text('decision').notNull(),
    /** learner or guardian; merge: two records became one, and what only one of them had is void. */
    party: text('party').notNull(),
    consentTextId: uuid('consent_text_id').references(() => consentTexts.id),
    /** online, in-person, paper or mail. */
    method: text('method').notNull(),
    /** How it is known, who the guardian is, and the name that may be shown. */
    sealedDetails: bytea('sealed_details').notNull(),
    actorId: text('actor_id').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index().on(table.learnerId, table.purpose, table.number)],
)

/** Guardians who were asked for their consent by a code that only they were sent. */
export const guardianRequests = pgTable(
  'guardian_requests',
  {
    id: uuid('id').primaryKey(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    consentTextId: uuid('consent_text_id')
      .notNull()
      .references(() => consentTexts.id),
    /** Name and address of the guardian, and the name to be shown. */
    sealedGuardian: bytea('sealed_guardian').notNull(),
    codeHash: bytea('code_hash').notNull(),
    /** Wrong codes so far. */
    attempts: integer('attempts').notNull().default(0),
    /** given or refused; null: not answered. */
    decision: text('decision'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    answeredAt: instant('answered_at'),
  },
  (table) => [index().on(table.learnerId, table.id)],
)

/** How old learners are, as far as anybody has to know. */
export const learnerAges = pgTable('learner_ages', {
  learnerId: uuid('learner_id')
    .primaryKey()
    .references(() => learners.id),
  sealedAge: bytea('sealed_age').notNull(),
  updatedAt: instant('updated_at').notNull(),
})

/** What learners told a place for its equality monitoring. */
export const equalityAnswers = pgTable(
  'equality_answers',
  {
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    placeId: uuid('place_id')
      .notNull()
      .references(() => places.id),
    characteristic: text('characteristic').notNull(),
    sealedAnswer: bytea('sealed_answer').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.learnerId, table.placeId, table.characteristic] }),
    index().on(table.placeId, table.characteristic),
  ],
)

/**
 * Answers of learners who were merged with somebody who had answered the same: they count nowhere as
 * long as the two are one.
 */
export const equalityAnswersAside = pgTable(
  'equality_answers_aside',
  {
    /** Who answered. No reference: it is not there, until the merge is undone. */
    mergedId: uuid('merged_id').notNull(),
    /** Who has everything now. */
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    placeId: uuid('place_id')
      .notNull()
      .references(() => places.id),
    characteristic: text('characteristic').notNull(),
    sealedAnswer: bytea('sealed_answer').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.mergedId, table.placeId, table.characteristic] }),
    index().on(table.learnerId),
  ],
)

/** Whose answers changed since the last report on them: reports wait for enough of them. */
export const equalityChanges = pgTable(
  'equality_changes',
  {
    placeId: uuid('place_id')
      .notNull()
      .references(() => places.id),
    characteristic: text('characteristic').notNull(),
    learnerId: uuid('learner_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.placeId, table.characteristic, table.learnerId] }),
    index().on(table.learnerId),
  ],
)

/** The last report on a characteristic: counts that are too small to be told are not in it. */
export const equalityReports = pgTable(
  'equality_reports',
  {
    placeId: uuid('place_id')
      .notNull()
      .references(() => places.id),
    characteristic: text('characteristic').notNull(),
    report: jsonb('report').notNull(),
    at: instant('at').notNull().default(sql`now()`),
  },
  (table) => [primaryKey({ columns: [table.placeId, table.characteristic] })],
)
