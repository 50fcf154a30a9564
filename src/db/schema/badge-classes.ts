import { sql } from 'drizzle-orm'
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, instant, lifecycle } from './columns.ts'
import { issuers } from './issuers.ts'

/** Pictures of badges and issuers, by their content: what is checked once never changes. */
export const images = pgTable('images', {
  /** SHA-256 of the content, in hex. */
  id: text('id').primaryKey(),
  mediaType: text('media_type').notNull(),
  width: integer('width').notNull(),
  height: integer('height').notNull(),
  content: bytea('content').notNull(),
  /** A badge that we drew ourselves, for a badge class without an image: safe to be drawn as a PNG. */
  generated: boolean('generated').notNull().default(false),
  createdAt: instant('created_at').notNull(),
})

export const badgeClasses = pgTable(
  'badge_classes',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    currentVersionId: uuid('current_version_id').notNull(),
    /** Whether awards take a place in a list of suspensions, which can be taken back. */
    suspendable: boolean('suspendable').notNull(),
    /** How long awards are valid, and whether they can be renewed; null: for good. */
    expiry: jsonb('expiry'),
    /** How applications for it are looked at; null: by the issuer, as a whole. */
    assessment: jsonb('assessment'),
    /** How much effort it takes; null: not declared. */
    hours: doublePrecision('hours'),
    ...lifecycle,
  },
  (table) => [index().on(table.issuerId, table.id)],
)

/** The text of a badge class; frozen from the moment an assertion was signed over it. */
export const badgeClassVersions = pgTable(
  'badge_class_versions',
  {
    id: uuid('id').primaryKey(),
    badgeClassId: uuid('badge_class_id')
      .notNull()
      .references(() => badgeClasses.id),
    number: integer('number').notNull(),
    definition: jsonb('definition').notNull(),
    previousVersionId: uuid('previous_version_id'),
    /** The badge that was drawn for it; null when its definition has an image. */
    generatedImageId: text('generated_image_id').references(() => images.id),
    awardedAt: instant('awarded_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique().on(table.badgeClassId, table.number),
    index('badge_class_versions_layer').on(sql`(definition ->> 'layer')`),
  ],
)
