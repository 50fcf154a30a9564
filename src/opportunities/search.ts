import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Born } from '../consents/index.ts'
import { opportunities } from '../db/index.ts'
import { THEMES } from '../vocabulary/index.ts'
import { isOnTheWay, type WayTo } from './leading.ts'
import { alternativesOf, folded, type Term } from './words.ts'

/** A circle on the globe. */
export type Circle = { latitude: number; longitude: number; km: number }

/** What is looked for: all of it. */
export type Search = {
  issuerId?: string
  placeId?: string
  text?: string
  theme?: string
  layer?: string
  near?: Circle
  from?: Date
  to?: Date
  /** A learner to whom it is open, at a moment; and when they were born, where that may count. */
  openTo?: { learnerId: string; at: Date; born?: Born | null }
  /** What leads to a badge class that is looked for. */
  leadsTo?: WayTo
}

const EARTH_KM = 6371.0088
const KM_A_DEGREE = 111.1
const { latitude: LATITUDE, longitude: LONGITUDE } = opportunities

/**
 * What matches a search. Each part can be answered by an index: those of full text, of themes and
 * badges, and of the points and periods.
 */
export function matching(search: Search): SQL | undefined {
  const { issuerId, placeId, text, theme, layer, near, openTo, leadsTo } = search
  return and(
    issuerId === undefined ? undefined : eq(opportunities.issuerId, issuerId),
    placeId === undefined ? undefined : eq(opportunities.placeId, placeId),
    text === undefined ? undefined : says(text),
    theme === undefined ? undefined : hasTheme(theme),
    layer === undefined ? undefined : awardsLayer(layer),
    near === undefined ? undefined : within(near),
    takesPlace(search),
    openTo === undefined ? undefined : isOpen(openTo),
    leadsTo === undefined ? undefined : isOnTheWay(leadsTo),
  )
}

/** How far it is, in kilometres: the haversine formula. */
export function distanceKm({ latitude, longitude }: Omit<Circle, 'km'>): SQL<number> {
  return sql<number>`(2 * ${EARTH_KM}::float8 * asin(least(1, sqrt(
    sin(radians(${LATITUDE} - ${latitude}::float8) / 2) ^ 2
    + cos(radians(${latitude}::float8)) * cos(radians(${LATITUDE}))
      * sin(radians(${LONGITUDE} - ${longitude}::float8) / 2) ^ 2
  ))))`
}

/**
 * In the words of English, and in those of any other language as they stand; without regard to
 * accents, and to how a word goes on.
 */
function says(text: string): SQL {
  const whole = folded(text)
  const alternatives = alternativesOf(text).map(
    (terms) =>
      sql`(${sql.join(
        terms.map((term, position) => oneOf(term, position === terms.length - 1)),
        sql` && `,
      )})`,
  )
  const queries = [
    sql`websearch_to_tsquery('english', ${whole})`,
    sql`websearch_to_tsquery('simple', ${whole})`,
    ...alternatives,
  ]
  return sql`${opportunities.search} @@ (${sql.join(queries, sql` || `)})`
}

/** Of words that English leaves out, such as articles, only the last is meant: it may go on. */
function oneOf({ operand, isNot }: Term, isLast: boolean): SQL {
  const english = sql`to_tsquery('english', ${operand})`
  const either = sql`(${english} || to_tsquery('simple', ${operand}))`
  const term = isNot ? sql`(!! ${either})` : either
  return isLast ? term : sql`case when numnode(${english}) = 0 then ''::tsquery else ${term} end`
}

/** Without regard to case; a theme of the vocabulary goes by its id and by its name. */
function hasTheme(theme: string): SQL {
  const wanted = theme.toLowerCase()
  const known = THEMES.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted)
  const words = known === undefined ? [theme] : [known.id, known.name]
  return sql`folded_themes(${opportunities.themes}) && array[${sql.join(
    words.map((word) => sql`lower(${word}::text)`),
    sql`, `,
  )}]`
}

function awardsLayer(layer: string): SQL {
  return sql`${opportunities.badgeClassIds} && array(
    select badge_class.id from badge_class_versions version
    join badge_classes badge_class on badge_class.current_version_id = version.id
    where version.definition ->> 'layer' = ${layer})`
}

/** By the boxes around the circle, which the index knows; then exactly. */
export function within(circle: Circle): SQL | undefined {
  const { latitude, longitude, km } = circle
  const high = (km / KM_A_DEGREE) * 1.01
  const narrowest = Math.cos((Math.min(90, Math.abs(latitude) + high) * Math.PI) / 180)
  const wide = narrowest < 0.01 ? 360 : Math.min(360, high / narrowest)
  // A circle across the date line has a part on its other side.
  const boxes = [-360, 0, 360]
    .filter((turn) => longitude + turn - wide <= 180 && longitude + turn + wide >= -180)
    .map(
      (turn) => sql`point(${LONGITUDE}, ${LATITUDE}) <@ box(
        point(${longitude + turn - wide}::float8, ${latitude - high}::float8),
        point(${longitude + turn + wide}::float8, ${latitude + high}::float8))`,
    )
  return and(or(...boxes), sql`${distanceKm(circle)} <= ${km}::float8`)
}

/** By the whole period of what recurs; which of its occurrences that is, is for the caller to see. */
function takesPlace({ from, to }: Search): SQL | undefined {
  if (from === undefined && to === undefined) return undefined
  return sql`tstzrange(${opportunities.startsAt}, ${opportunities.lastsUntil}, '[]')
    && tstzrange(${from ?? null}::timestamptz, ${to ?? null}::timestamptz, '[]')`
}

/**
 * Not over, and the learner has what counts as every badge that it asks for, and is not known to be of
 * another age. As on pathways, what was declined does not count, and declared equivalents do.
 */
function isOpen({ learnerId, at, born }: NonNullable<Search['openTo']>): SQL | undefined {
  const held = sql`array(
    with own (id) as (
      select badge_class_id from assertions assertion
      where learner_id = ${learnerId} and revoked_at is null and suspended_at is null
        and valid_from <= ${at} and (valid_until is null or valid_until > ${at})
        and not exists (
          select from assertion_choices
          where assertion_id = assertion.id and acceptance = 'declined')
    )
    select id from own
    union
    select badge_class_id from badge_class_equivalents join own on own.id = equivalent_id)`
  return and(
    sql`(${opportunities.asksFor} = '{}'
      or (${opportunities.asksFor} && ${held} and ${opportunities.asksFor} <@ ${held}))`,
    sql`(${opportunities.lastsUntil} is null or ${opportunities.lastsUntil} > ${at})`,
    born == null ? undefined : isOfAge(born, at),
  )
}

/** On the day on which it begins, or today where it has begun or has no date. */
function isOfAge({ earliest, latest }: Born, at: Date): SQL | undefined {
  const { minAge, maxAge, startsAt } = opportunities
  const day = sql`(greatest(${startsAt}, ${at}::timestamptz) at time zone 'UTC')::date`
  const years = (since: string) => sql`extract(year from age(${day}, ${since}::date))`
  return and(
    earliest === null ? undefined : sql`(${minAge} is null or ${years(earliest)} >= ${minAge})`,
    sql`(${maxAge} is null or ${years(latest)} <= ${maxAge})`,
  )
}

/** What is in use, unless archived ones are asked for too. */
export function inUse(archived: boolean): SQL | undefined {
  return archived ? undefined : isNull(opportunities.archivedAt)
}
