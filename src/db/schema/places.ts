import { index, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant, lifecycle } from './columns.ts'
import { issuers } from './issuers.ts'

/** Territories of programmes: what groups issuers, opportunities and pathways. */
export const places = pgTable('places', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  description: text('description'),
  url: text('url'),
  /** What was set; the rest is as the code's defaults have it. */
  settings: jsonb('settings').notNull(),
  ...lifecycle,
})

/** Issuers in places: asked in, or members. One row for each pair, whatever becomes of it. */
export const placeMemberships = pgTable(
  'place_memberships',
  {
    id: uuid('id').primaryKey(),
    placeId: uuid('place_id')
      .notNull()
      .references(() => places.id),
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    role: text('role').notNull(),
    /** invited, member, declined, or left. */
    status: text('status').notNull(),
    invitedAt: instant('invited_at').notNull(),
    joinedAt: instant('joined_at'),
    endedAt: instant('ended_at'),
  },
  (table) => [
    unique().on(table.placeId, table.issuerId),
    index().on(table.placeId, table.id),
    index().on(table.issuerId, table.joinedAt),
  ],
)
