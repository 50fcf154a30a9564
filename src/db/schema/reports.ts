import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { places } from './places.ts'

/** Up to where reports are in step; one row. */
export const reportState = pgTable(
  'report_state',
  {
    id: integer('id').primaryKey(),
    /** Every transaction that it lets through is in the tables below, and no other. */
    snapshot: text('snapshot').notNull(),
  },
  (table) => [check('report_state_one', sql`${table.id} = 1`)],
)

/** Badges that stand, by learner and day: what reports are made of, so that nobody reads awards. */
export const reportFacts = pgTable(
  'report_facts',
  {
    learnerId: uuid('learner_id').notNull(),
    issuerId: uuid('issuer_id').notNull(),
    badgeClassId: uuid('badge_class_id').notNull(),
    day: date('day').notNull(),
    layer: text('layer'),
    awarded: integer('awarded').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.learnerId, table.issuerId, table.badgeClassId, table.day] }),
    index().on(table.issuerId, table.learnerId),
  ],
)

/** Whose badges the cells of a place are made of: members when they were. */
export const reportPlaces = pgTable('report_places', {
  placeId: uuid('place_id')
    .primaryKey()
    .references(() => places.id),
  issuerIds: uuid('issuer_ids').array().notNull(),
})

/** Counts of a place: by issuer or layer, or of all, in a period. */
export const reportCells = pgTable(
  'report_cells',
  {
    placeId: uuid('place_id')
      .notNull()
      .references(() => reportPlaces.placeId),
    /** `all`, `issuer` or `layer`. */
    dimension: text('dimension').notNull(),
    value: text('value').notNull(),
    /** `all`, `2026`, `2026-Q4` or `2026-11`. */
    period: text('period').notNull(),
    participants: integer('participants').notNull(),
    badges: integer('badges').notNull(),
    /** Participants with more than one badge. */
    several: integer('several').notNull(),
    /** How often somebody came back for a next badge, and after how many days in all. */
    returns: integer('returns').notNull(),
    returnDays: bigint('return_days', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.placeId, table.dimension, table.value, table.period] })],
)
