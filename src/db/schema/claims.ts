import { foreignKey, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { assertions } from './assertions.ts'
import { badgeClasses } from './badge-classes.ts'
import { bytea, instant } from './columns.ts'
import { learners } from './learners.ts'
import { checkIns, opportunities } from './opportunities.ts'

/** Codes made together, with which a badge can be claimed. */
export const claimCodeSets = pgTable(
  'claim_code_sets',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id').notNull(),
    /** What they are for: a badge class, or an opportunity. */
    badgeClassId: uuid('badge_class_id').references(() => badgeClasses.id),
    opportunityId: uuid('opportunity_id').references(() => opportunities.id),
    /** single: each code for one learner; shared: for many. */
    kind: text('kind').notNull(),
    count: integer('count').notNull(),
    /** How many learners each code is for; null: any number. */
    maxClaims: integer('max_claims'),
    validFrom: instant('valid_from'),
    validUntil: instant('valid_until'),
    /** Keyed hash of the identifier that they are for; null: anybody's. */
    reservedIndex: bytea('reserved_index'),
    sealedNote: bytea('sealed_note'),
    actorId: text('actor_id').notNull(),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [index().on(table.issuerId, table.id)],
)

export const claimCodes = pgTable(
  'claim_codes',
  {
    id: uuid('id').primaryKey(),
    setId: uuid('set_id')
      .notNull()
      .references(() => claimCodeSets.id),
    /** Its place in the set, from 1: what it is called where it must not stand itself. */
    number: integer('number').notNull(),
    /** Keyed hash; the code itself is kept nowhere. */
    codeHash: bytea('code_hash').notNull().unique(),
    claims: integer('claims').notNull().default(0),
    revokedAt: instant('revoked_at'),
  },
  (table) => [index().on(table.setId, table.number)],
)

/** That a learner claimed a badge with a code. */
export const claims = pgTable(
  'claims',
  {
    id: uuid('id').primaryKey(),
    setId: uuid('set_id').notNull(),
    codeId: uuid('code_id').notNull(),
    /** Null: the learner was erased. */
    learnerId: uuid('learner_id').references(() => learners.id),
    /** What came of it: an award, or a check-in. */
    assertionId: uuid('assertion_id').references(() => assertions.id),
    checkInId: uuid('check_in_id').references(() => checkIns.id, { onDelete: 'set null' }),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    foreignKey({
      name: 'claims_set',
      columns: [table.setId],
      foreignColumns: [claimCodeSets.id],
    }),
    foreignKey({ name: 'claims_code', columns: [table.codeId], foreignColumns: [claimCodes.id] }),
    index().on(table.setId, table.learnerId),
    index().on(table.learnerId),
    index().on(table.codeId),
    index().on(table.checkInId),
  ],
)

/** Wrong codes of the last minutes, by who tried them; shared by all services. */
export const claimGuesses = pgTable(
  'claim_guesses',
  {
    /** Keyed hash of an address, a key or a learner. */
    guesser: bytea('guesser').primaryKey(),
    failures: instant('failures').array().notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (table) => [index().on(table.lastAt)],
)
