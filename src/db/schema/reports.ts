import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'
import { pathways } from './pathways.ts'
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
    /** Tags of the badge class as it was awarded, and themes of the opportunity, in their order. */
    themes: text('themes').array().notNull(),
    /** Where it was awarded by checking in. */
    opportunityId: uuid('opportunity_id'),
    /** The area of that opportunity. */
    area: text('area'),
    awarded: integer('awarded').notNull(),
  },
  (table) => [index().on(table.learnerId), index().on(table.issuerId, table.learnerId)],
)

/** What reports count about learners besides their badges, as it stands in the cells. */
export const reportLearners = pgTable('report_learners', {
  learnerId: uuid('learner_id').primaryKey(),
  claimed: boolean('claimed').notNull(),
  /** Age and answers for equality; null: nothing is known. */
  sealedTraits: bytea('sealed_traits'),
})

/**
 * Learners of whom something changed that no event tells of: how old they are, what they answered,
 * where they were. Triggers note it, whatever made the change.
 */
export const reportTouches = pgTable('report_touches', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  learnerId: uuid('learner_id').notNull(),
})

/** Whose badges the cells of a place are made of: members when they were. */
export const reportPlaces = pgTable('report_places', {
  placeId: uuid('place_id')
    .primaryKey()
    .references(() => places.id),
  issuerIds: uuid('issuer_ids').array().notNull(),
  /** The areas that the place tells apart, and the equality characteristics that it asks for. */
  areas: text('areas').array().notNull(),
  characteristics: text('characteristics').array().notNull(),
})

/** Counts of a place, of all or by something, in a period. */
export const reportCells = pgTable(
  'report_cells',
  {
    placeId: uuid('place_id')
      .notNull()
      .references(() => reportPlaces.placeId),
    /** `all`, `issuer`, `layer`, `theme`, `ageBand`, `area`, or `target:` and a characteristic. */
    dimension: text('dimension').notNull(),
    value: text('value').notNull(),
    /** `all`, `2026`, `2026-Q4` or `2026-11`. */
    period: text('period').notNull(),
    participants: integer('participants').notNull(),
    badges: integer('badges').notNull(),
    /** Participants with more than one badge. */
    several: integer('several').notNull(),
    /** Participants who came and made their record theirs. */
    claimed: integer('claimed').notNull(),
    /** How often somebody came back for a next badge, and after how many days in all. */
    returns: integer('returns').notNull(),
    returnDays: bigint('return_days', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.placeId, table.dimension, table.value, table.period] })],
)

/**
 * What each issuer of a place with several contributed to a cell: whoever knows it can take it away
 * from the count. Not of `issuer`, where it is all or nothing, nor of what learners answered.
 */
export const reportParts = pgTable(
  'report_parts',
  {
    placeId: uuid('place_id')
      .notNull()
      .references(() => reportPlaces.placeId),
    dimension: text('dimension').notNull(),
    value: text('value').notNull(),
    period: text('period').notNull(),
    issuerId: uuid('issuer_id').notNull(),
    /** As in the cells, of the badges of this issuer alone. */
    participants: integer('participants').notNull(),
    badges: integer('badges').notNull(),
    several: integer('several').notNull(),
    claimed: integer('claimed').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'report_parts_pk',
      columns: [table.placeId, table.dimension, table.value, table.period, table.issuerId],
    }),
  ],
)

/** The badges of each opportunity in a cell: those with any are the opportunities badged. */
export const reportOpportunities = pgTable(
  'report_opportunities',
  {
    placeId: uuid('place_id')
      .notNull()
      .references(() => reportPlaces.placeId),
    dimension: text('dimension').notNull(),
    value: text('value').notNull(),
    period: text('period').notNull(),
    opportunityId: uuid('opportunity_id').notNull(),
    badges: integer('badges').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'report_opportunities_pk',
      columns: [table.placeId, table.dimension, table.value, table.period, table.opportunityId],
    }),
  ],
)

/** Pathways whose steps a place has been told about, and is from then on. */
export const reportPathways = pgTable(
  'report_pathways',
  {
    placeId: uuid('place_id')
      .notNull()
      .references(() => reportPlaces.placeId),
    pathwayId: uuid('pathway_id')
      .notNull()
      .references(() => pathways.id),
    /** Changes with whatever the counts hang on besides learners; null: they are to be made anew. */
    ground: text('ground'),
  },
  (table) => [primaryKey({ columns: [table.placeId, table.pathwayId] })],
)

/** Where learners of a place are on these pathways, as it stands in the counts below. */
export const reportJourneys = pgTable(
  'report_journeys',
  {
    placeId: uuid('place_id').notNull(),
    pathwayId: uuid('pathway_id').notNull(),
    learnerId: uuid('learner_id').notNull(),
    /** What the learner is counted in. */
    cells: text('cells').array().notNull(),
    /** When this changes by itself, for a badge that begins or ends. */
    nextAt: instant('next_at'),
  },
  (table) => [
    primaryKey({ columns: [table.placeId, table.pathwayId, table.learnerId] }),
    index().on(table.learnerId),
    index().on(table.nextAt).where(sql`next_at is not null`),
    foreignKey({
      name: 'report_journeys_pathway',
      columns: [table.placeId, table.pathwayId],
      foreignColumns: [reportPathways.placeId, reportPathways.pathwayId],
    }),
  ],
)

/** How many learners of a place started a pathway, completed a step of it, or several together. */
export const reportSteps = pgTable(
  'report_steps',
  {
    placeId: uuid('place_id').notNull(),
    pathwayId: uuid('pathway_id').notNull(),
    /** `started`, or `all:` and the ids of steps. */
    cell: text('cell').notNull(),
    people: integer('people').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.placeId, table.pathwayId, table.cell] }),
    foreignKey({
      name: 'report_steps_pathway',
      columns: [table.placeId, table.pathwayId],
      foreignColumns: [reportPathways.placeId, reportPathways.pathwayId],
    }),
  ],
)

/** What was last published about who learners are: it stays until enough of them changed. */
export const reportReleases = pgTable('report_releases', {
  placeId: uuid('place_id')
    .primaryKey()
    .references(() => places.id),
  rows: jsonb('rows').notNull(),
  at: instant('at').notNull(),
})

/** Learners of a place of whom anything changed since. */
export const reportChanges = pgTable(
  'report_changes',
  {
    placeId: uuid('place_id')
      .notNull()
      .references(() => places.id),
    learnerId: uuid('learner_id').notNull(),
    /** Whether an age or answers were known: who awards can make up addresses, and not these. */
    known: boolean('known').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.placeId, table.learnerId] }),
    index().on(table.learnerId),
  ],
)
