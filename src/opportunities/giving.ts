import { and, type SQL, sql } from 'drizzle-orm'
import { opportunities, type Queries } from '../db/index.ts'
import { type Actor, rfc3339 } from '../http/index.ts'
import { toMetres } from './finding.ts'
import { type Circle, distanceKm, inUse, within } from './search.ts'
import { knownTo } from './store.ts'

const { id, name, startsAt, lastsUntil, badgeClassIds } = opportunities

/** How many are told of a badge class. */
const MOST = 3

/** An opportunity that gives a badge. */
export type Giving = {
  id: string
  name: string
  startsAt: string | null
  /** From the middle of the circle; null where none was asked for. */
  distanceKm: number | null
}

/**
 * A few opportunities that give each of these badges, are not over, and may be known to the actor:
 * the nearest first where there is a circle, otherwise the soonest.
 */
export async function opportunitiesGiving(
  db: Queries,
  actor: Actor,
  wanted: readonly string[],
  { at, near }: { at: Date; near: Circle | undefined },
): Promise<Map<string, Giving[]>> {
  const distance: SQL = near === undefined ? sql`null::float8` : distanceKm(near)
  const matches = and(
    sql`${badgeClassIds} @> array[asked.id]`,
    inUse(false),
    sql`(${lastsUntil} is null or ${lastsUntil} > ${at})`,
    knownTo(actor),
    near === undefined ? undefined : within(near),
  )
  const { rows } = await db.execute<Giving & { badgeClassId: string }>(sql`
    select asked.id as "badgeClassId", o.*
    from unnest(${sql.param([...wanted])}::uuid[]) as asked (id)
    cross join lateral (
      select ${id}, ${name}, ${startsAt} as "startsAt", ${distance} as "distanceKm"
      from ${opportunities} where ${matches}
      order by "distanceKm", ${startsAt} nulls last, ${id} limit ${MOST}) o`)
  return Map.groupBy(
    rows.map((row) => ({
      ...row,
      startsAt: row.startsAt === null ? null : rfc3339(new Date(row.startsAt)),
      distanceKm: toMetres(row.distanceKm),
    })),
    ({ badgeClassId }) => badgeClassId,
  )
}
