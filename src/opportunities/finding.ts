import type { Queries } from '../db/index.ts'
import { type Actor, invalid, momentOf, type PageRequest } from '../http/index.ts'
import { occurrenceFrom } from './recurrence.ts'
import { toOpportunity } from './row.ts'
import type { FoundOpportunity, OpportunityQuery } from './schema.ts'
import type { Circle, Search } from './search.ts'
import { type FoundRow, findOpportunities } from './store.ts'

type Filter = Omit<OpportunityQuery, 'limit' | 'cursor' | 'archived'>

const DEFAULT_KM = 10

/**
 * What a query looks for, but for what leads to a badge, which is to be looked up.
 *
 * @throws Problem naming the parameter that makes no sense
 */
export function searchOf(filter: Filter, at: Date): Search {
  const { near: _near, withinKm: _withinKm, leadsTo: _leadsTo, from, to, openTo, ...rest } = filter
  const near = circleOf(filter)
  const first = from === undefined ? undefined : momentOf(from, 'from')
  const last = to === undefined ? undefined : momentOf(to, 'to')
  if (first !== undefined && last !== undefined && last < first) {
    throw invalid({ field: 'to', detail: 'to must not be before from.' })
  }
  return {
    ...rest,
    ...(near !== undefined && { near }),
    ...(first !== undefined && { from: first }),
    ...(last !== undefined && { to: last }),
    ...(openTo !== undefined && { openTo: { learnerId: openTo, at } }),
  }
}

/**
 * The opportunities of a page and one more, if there is one. What recurs is there only when one of
 * its occurrences is in the time that is searched.
 */
export async function foundIn(
  db: Queries,
  actor: Actor,
  search: Search,
  request: PageRequest,
): Promise<FoundRow[]> {
  const wanted = request.limit + 1
  const found: FoundRow[] = []
  let { after } = request
  for (;;) {
    const rows = await findOpportunities(db, actor, search, { ...request, limit: wanted, after })
    found.push(...rows.filter((row) => occursIn(row, search)))
    after = rows.at(-1)?.id ?? null
    if (rows.length < wanted || found.length >= wanted) return found.slice(0, wanted)
  }
}

/** A found opportunity as the API has it. */
export function toFound(row: FoundRow): FoundOpportunity {
  return { ...toOpportunity(row), distanceKm: toMetres(row.distanceKm) }
}

/** A distance that is told to the metre. */
export function toMetres(km: number | null): number | null {
  return km === null ? null : Math.round(km * 1000) / 1000
}

function occursIn(row: FoundRow, { from, to }: Search): boolean {
  const { startsAt, recurrence } = row
  if (startsAt === null || recurrence === null || from === undefined) return true
  const next = occurrenceFrom({ ...row, startsAt, recurrence }, from)
  return next !== null && (to === undefined || next <= to)
}

/**
 * The circle that is searched, if one is.
 *
 * @throws Problem naming the parameter that makes no sense
 */
export function circleOf({
  near,
  withinKm,
}: Pick<OpportunityQuery, 'near' | 'withinKm'>): Circle | undefined {
  if (near === undefined) {
    if (withinKm === undefined) return undefined
    throw invalid({ field: 'withinKm', detail: 'withinKm needs near.' })
  }
  const [latitude = 0, longitude = 0] = near.split(',').map(Number)
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
    throw invalid({ field: 'near', detail: 'near must be a latitude and a longitude.' })
  }
  return { latitude, longitude, km: withinKm ?? DEFAULT_KM }
}
