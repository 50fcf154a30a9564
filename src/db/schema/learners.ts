import { index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, lifecycle } from './columns.ts'

/**
 * People who earn badges. Names and identifiers are sealed; see the learners folder for who sees
 * what. Their issuers are no references, like what assertions name.
 */
export const learners = pgTable('learners', {
  id: uuid('id').primaryKey(),
  /** The issuer on whose word the learner was made; null: the platform's. */
  originIssuerId: uuid('origin_issuer_id'),
  sealedDisplayName: bytea('sealed_display_name'),
  ...lifecycle,
})

export const learnerIdentifiers = pgTable(
  'learner_identifiers',
  {
    id: uuid('id').primaryKey(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    type: text('type').notNull(),
    blindIndex: bytea('blind_index').notNull().unique(),
    sealed: bytea('sealed').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index().on(table.learnerId)],
)

/** What one issuer knows of a learner: an issuer's key sees this and nothing else. */
export const learnerDealings = pgTable(
  'learner_dealings',
  {
    issuerId: uuid('issuer_id').notNull(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    sealedDisplayName: bytea('sealed_display_name'),
    identifierIds: uuid('identifier_ids').array().notNull(),
    ...lifecycle,
  },
  (table) => [
    primaryKey({ columns: [table.issuerId, table.learnerId] }),
    index().on(table.learnerId),
    // Without a list of what is pending, which every look-up would read from end to end.
    index('learner_dealings_identifier_ids')
      .using('gin', table.identifierIds)
      .with({ fastupdate: false }),
  ],
)

/**
 * That learners came and made their records theirs, and on whose behalf they did. Apart from the
 * learners, whom every award makes.
 */
export const claimedRecords = pgTable(
  'claimed_records',
  {
    id: uuid('id').primaryKey(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id, { onDelete: 'cascade' }),
    /** Null: the platform's. No reference, like there. */
    issuerId: uuid('issuer_id'),
    at: instant('at').notNull(),
  },
  (table) => [unique().on(table.learnerId, table.issuerId).nullsNotDistinct()],
)

/** In which language learners are written to, as the platform or an issuer noted it. */
export const learnerLanguages = pgTable(
  'learner_languages',
  {
    id: uuid('id').primaryKey(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id, { onDelete: 'cascade' }),
    /** Null: the platform's. No reference, like there. */
    issuerId: uuid('issuer_id'),
    language: text('language').notNull(),
  },
  (table) => [unique().on(table.learnerId, table.issuerId).nullsNotDistinct()],
)
