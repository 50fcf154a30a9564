import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { badgeClasses } from './badge-classes.ts'
import { instant, lifecycle } from './columns.ts'
import { issuers } from './issuers.ts'
import { learners } from './learners.ts'

export const pathways = pgTable(
  'pathways',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id').references(() => issuers.id),
    placeId: uuid('place_id'),
    name: text('name').notNull(),
    description: text('description'),
    /** draft or published. */
    status: text('status').notNull().default('published'),
    /** The number of the version that new learners take: its steps stand here as well. */
    version: integer('version').notNull().default(1),
    steps: jsonb('steps').notNull(),
    /** The badge class that is awarded to who completes it. */
    awardsBadgeClassId: uuid('awards_badge_class_id').references(() => badgeClasses.id),
    /** What becomes of that badge when a learner's ground for it falls away: keep, flag or revoke. */
    whenGroundFalls: text('when_ground_falls').notNull().default('flag'),
    destinations: text('destinations').array().notNull().default([]),
    /** The pathway of another place that it was made from, and its version then. */
    sourcePathwayId: uuid('source_pathway_id'),
    sourceVersion: integer('source_version'),
    ...lifecycle,
  },
  (table) => [
    index().on(table.issuerId, table.id),
    index().on(table.placeId, table.id),
    index().on(table.awardsBadgeClassId).where(sql`awards_badge_class_id is not null`),
  ],
)

/** The steps of pathways as they were published. */
export const pathwayVersions = pgTable(
  'pathway_versions',
  {
    pathwayId: uuid('pathway_id')
      .notNull()
      .references(() => pathways.id),
    number: integer('number').notNull(),
    steps: jsonb('steps').notNull(),
    /** What becomes of learners who were under way when it came: keep (their version) or move. */
    learnersUnderWay: text('learners_under_way').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.pathwayId, table.number] })],
)

/** Which pathways ask for which others, in any of their versions. */
export const pathwayReferences = pgTable(
  'pathway_references',
  {
    pathwayId: uuid('pathway_id')
      .notNull()
      .references(() => pathways.id),
    referencedId: uuid('referenced_id')
      .notNull()
      .references(() => pathways.id),
  },
  (table) => [
    primaryKey({ columns: [table.pathwayId, table.referencedId] }),
    index().on(table.referencedId),
  ],
)

/**
 * What can complete, or take the ground from, the published pathways that award a badge: the badge
 * classes, layers and opportunities that they name, also by way of other pathways, in any of their versions.
 */
export const pathwayGrounds = pgTable(
  'pathway_grounds',
  {
    pathwayId: uuid('pathway_id')
      .notNull()
      .references(() => pathways.id),
    badgeClassId: uuid('badge_class_id'),
    layer: text('layer'),
    opportunityId: uuid('opportunity_id'),
  },
  (table) => [
    index().on(table.pathwayId),
    index('pathway_grounds_opportunity')
      .on(table.opportunityId)
      .where(sql`opportunity_id is not null`),
    index('pathway_grounds_badge_class')
      .on(table.badgeClassId)
      .where(sql`badge_class_id is not null`),
    index('pathway_grounds_layer').on(table.layer).where(sql`layer is not null`),
    check('pathway_grounds_one', sql`num_nonnulls(badge_class_id, layer, opportunity_id) = 1`),
  ],
)

/** Badge classes that count as another one, on the word of that one's issuer. */
export const badgeClassEquivalents = pgTable(
  'badge_class_equivalents',
  {
    badgeClassId: uuid('badge_class_id')
      .notNull()
      .references(() => badgeClasses.id),
    equivalentId: uuid('equivalent_id')
      .notNull()
      .references(() => badgeClasses.id),
  },
  (table) => [
    primaryKey({ columns: [table.badgeClassId, table.equivalentId] }),
    index().on(table.equivalentId),
  ],
)

/** Which learners completed which pathways that award a badge. One row for each pair, whatever comes. */
export const pathwayCompletions = pgTable(
  'pathway_completions',
  {
    id: uuid('id').primaryKey(),
    pathwayId: uuid('pathway_id')
      .notNull()
      .references(() => pathways.id),
    learnerId: uuid('learner_id').notNull(),
    /** The version of the pathway that was completed. */
    version: integer('version').notNull(),
    completedAt: instant('completed_at').notNull(),
    /** What was awarded: one assertion, or those of several learners who turned out to be one. */
    assertionIds: uuid('assertion_ids').array().notNull(),
    /** Since when the learner no longer meets the pathway; null: still does. */
    groundFellAt: instant('ground_fell_at'),
    /** When the badge was revoked for that. */
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    unique().on(table.pathwayId, table.learnerId),
    index().on(table.learnerId),
    index().on(table.pathwayId, table.id),
  ],
)

/** When something ends or begins by itself that learners' pathways hang on. */
export const pathwayRechecks = pgTable(
  'pathway_rechecks',
  {
    learnerId: uuid('learner_id').primaryKey(),
    at: instant('at').notNull(),
  },
  (table) => [index().on(table.at)],
)

/** What learners set out for: a pathway, a badge class or a destination. */
export const learnerGoals = pgTable(
  'learner_goals',
  {
    id: uuid('id').primaryKey(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    /** Who set it, where that was an issuer: other issuers do not see it. */
    issuerId: uuid('issuer_id').references(() => issuers.id),
    pathwayId: uuid('pathway_id').references(() => pathways.id),
    badgeClassId: uuid('badge_class_id').references(() => badgeClasses.id),
    destination: text('destination'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    index().on(table.learnerId, table.id),
    check('learner_goals_one', sql`num_nonnulls(pathway_id, badge_class_id, destination) = 1`),
  ],
)
