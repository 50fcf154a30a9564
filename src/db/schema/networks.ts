import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { badgeClasses } from './badge-classes.ts'
import { instant, lifecycle } from './columns.ts'
import { issuers } from './issuers.ts'
import { pathways } from './pathways.ts'
import { places } from './places.ts'

/** Places that share pathways and templates of badge classes. */
export const networks = pgTable('networks', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  description: text('description'),
  ...lifecycle,
})

/** Places in networks: asked in, or members. One row for each pair, whatever becomes of it. */
export const networkPlaces = pgTable(
  'network_places',
  {
    networkId: uuid('network_id')
      .notNull()
      .references(() => networks.id),
    placeId: uuid('place_id')
      .notNull()
      .references(() => places.id),
    /** lead or member. */
    role: text('role').notNull(),
    /** invited, member, declined, or left. */
    status: text('status').notNull(),
    invitedAt: instant('invited_at').notNull(),
    joinedAt: instant('joined_at'),
    endedAt: instant('ended_at'),
  },
  (table) => [primaryKey({ columns: [table.networkId, table.placeId] }), index().on(table.placeId)],
)

/** What a place shares with a network. */
export const networkItems = pgTable(
  'network_items',
  {
    id: uuid('id').primaryKey(),
    networkId: uuid('network_id')
      .notNull()
      .references(() => networks.id),
    placeId: uuid('place_id')
      .notNull()
      .references(() => places.id),
    badgeClassId: uuid('badge_class_id').references(() => badgeClasses.id),
    pathwayId: uuid('pathway_id').references(() => pathways.id),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique().on(table.networkId, table.badgeClassId),
    unique().on(table.networkId, table.pathwayId),
    index().on(table.networkId, table.id),
    check('network_items_one', sql`num_nonnulls(badge_class_id, pathway_id) = 1`),
  ],
)

/** What was made of what was shared: each issuer adopts a badge class once, each place a pathway. */
export const networkAdoptions = pgTable(
  'network_adoptions',
  {
    id: uuid('id').primaryKey(),
    networkId: uuid('network_id')
      .notNull()
      .references(() => networks.id),
    placeId: uuid('place_id')
      .notNull()
      .references(() => places.id),
    issuerId: uuid('issuer_id').references(() => issuers.id),
    sourceBadgeClassId: uuid('source_badge_class_id').references(() => badgeClasses.id),
    sourcePathwayId: uuid('source_pathway_id').references(() => pathways.id),
    sourceVersion: integer('source_version').notNull(),
    badgeClassId: uuid('badge_class_id').references(() => badgeClasses.id),
    pathwayId: uuid('pathway_id').references(() => pathways.id),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique('network_adoptions_badge_class').on(table.issuerId, table.sourceBadgeClassId),
    unique('network_adoptions_pathway').on(table.placeId, table.sourcePathwayId),
    check('network_adoptions_one', sql`num_nonnulls(badge_class_id, pathway_id) = 1`),
  ],
)
