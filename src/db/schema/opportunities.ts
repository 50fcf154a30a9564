import { type SQL, sql } from 'drizzle-orm'
import {
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, lifecycle } from './columns.ts'
import { issuers } from './issuers.ts'
import { learners } from './learners.ts'
import { places } from './places.ts'

/**
 * What is searched: with no accents, nor other forms of a letter. The text of a query is folded in
 * the same way where it is read.
 */
const SAID = `regexp_replace(normalize(replace(replace(replace(replace(replace(replace(translate(
  name || ' ' || coalesce(description, ''), 'łŁøØđĐħĦŧŦı', 'lLoOdDhHtTi'), 'ß', 'ss'), 'ẞ', 'SS'),
  'æ', 'ae'), 'Æ', 'AE'), 'œ', 'oe'), 'Œ', 'OE'), NFKD), '[\\u0300-\\u036f]', '', 'g')`

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** Activities at a place and time that lead to badges. */
export const opportunities = pgTable(
  'opportunities',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    placeId: uuid('place_id').references(() => places.id),
    name: text('name').notNull(),
    description: text('description'),
    /** What is only shown: provider, URL, venue, cost, accessibility. */
    details: jsonb('details').notNull(),
    startsAt: instant('starts_at'),
    endsAt: instant('ends_at'),
    timeZone: text('time_zone').notNull(),
    /** The value of an RRULE (RFC 5545), counted from the first start. */
    recurrence: text('recurrence'),
    /** When the last occurrence ends; null where there is no end. */
    lastsUntil: instant('lasts_until'),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    capacity: integer('capacity'),
    minAge: integer('min_age'),
    maxAge: integer('max_age'),
    themes: text('themes').array().notNull(),
    badgeClassIds: uuid('badge_class_ids').array().notNull(),
    asksFor: uuid('asks_for').array().notNull(),
    cardAuthority: text('card_authority'),
    selfCheckIn: boolean('self_check_in').notNull(),
    search: tsvector('search')
      .notNull()
      .generatedAlwaysAs(
        (): SQL =>
          sql.raw(
            `to_tsvector('english'::regconfig, ${SAID}) || to_tsvector('simple'::regconfig, ${SAID})`,
          ),
      ),
    ...lifecycle,
  },
  (table) => [
    index().on(table.issuerId, table.id),
    index().on(table.placeId, table.id),
    index('opportunities_search').using('gin', table.search),
    // By a function of the migrations: lower() of each.
    index('opportunities_themes_folded').using('gin', sql`folded_themes(${table.themes})`),
    index('opportunities_badge_class_ids').using('gin', table.badgeClassIds),
    index('opportunities_asks_for').using('gin', table.asksFor),
    index('opportunities_where').using('gist', sql`point(${table.longitude}, ${table.latitude})`),
    index('opportunities_when').using(
      'gist',
      sql`tstzrange(${table.startsAt}, ${table.lastsUntil}, '[]')`,
    ),
  ],
)

/** Who was at an opportunity, and the badges of it. */
export const checkIns = pgTable(
  'check_ins',
  {
    id: uuid('id').primaryKey(),
    opportunityId: uuid('opportunity_id')
      .notNull()
      .references(() => opportunities.id),
    /** Which of its occurrences, by its start in RFC 3339; `once` where it does not recur. */
    occurrence: text('occurrence').notNull(),
    /** Null once the learner was erased: that somebody came is still counted. */
    learnerId: uuid('learner_id').references(() => learners.id),
    at: instant('at').notNull(),
    assertionIds: uuid('assertion_ids').array().notNull(),
    actorId: text('actor_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique('check_ins_once').on(table.opportunityId, table.occurrence, table.learnerId),
    index().on(table.opportunityId, table.id),
    index().on(table.learnerId),
  ],
)
