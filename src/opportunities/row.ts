import { type FieldProblem, invalid, lifecycleOf, momentOf, rfc3339 } from '../http/index.ts'
import { isTimeZone, lastEnd, RecurrenceError } from './recurrence.ts'
import type { NewOpportunity, Opportunity } from './schema.ts'
import type { OpportunityRow } from './store.ts'

/** What stands in `details`: shown, and never looked for. */
type Details = Pick<Opportunity, 'url' | 'provider' | 'venue' | 'cost' | 'accessibility'>

type Stated = Omit<NewOpportunity, 'issuerId' | 'placeId'>
/** The columns that a request decides. */
type Columns = Omit<
  OpportunityRow,
  'id' | 'issuerId' | 'placeId' | 'createdAt' | 'updatedAt' | 'revision' | 'archivedAt' | 'search'
>

/**
 * The columns of an opportunity as it is stated.
 *
 * @throws Problem naming the member that does not go with the others
 */
export function columnsOf(stated: Stated): Columns {
  const startsAt = moment(stated.startsAt, 'startsAt')
  const endsAt = moment(stated.endsAt, 'endsAt')
  const timeZone = stated.timeZone ?? 'UTC'
  const recurrence = stated.recurrence ?? null
  const { min = null, max = null } = stated.ages ?? {}
  refuse('endsAt', endsAt !== null && startsAt === null, 'needs a startsAt.')
  refuse(
    'endsAt',
    endsAt !== null && startsAt !== null && endsAt <= startsAt,
    'must be later than startsAt.',
  )
  refuse('timeZone', !isTimeZone(timeZone), 'must be a time zone of the IANA database.')
  refuse('recurrence', recurrence !== null && startsAt === null, 'needs a startsAt.')
  refuse(
    'ages',
    min !== null && max !== null && max < min,
    'must have a max that is not below min.',
  )
  const details: Details = {
    url: stated.url ?? null,
    provider: stated.provider ?? null,
    venue: stated.venue ?? null,
    cost: stated.cost ?? null,
    accessibility: stated.accessibility ?? [],
  }
  return {
    name: stated.name,
    description: stated.description ?? null,
    details,
    startsAt,
    endsAt,
    timeZone,
    recurrence,
    lastsUntil: endOf({ startsAt, endsAt, timeZone, recurrence }),
    latitude: stated.coordinates?.latitude ?? null,
    longitude: stated.coordinates?.longitude ?? null,
    capacity: stated.capacity ?? null,
    minAge: min,
    maxAge: max,
    themes: stated.themes ?? [],
    badgeClassIds: stated.badgeClassIds ?? [],
    asksFor: stated.asksFor ?? [],
    cardAuthority: stated.cardAuthority ?? null,
    selfCheckIn: stated.selfCheckIn ?? false,
  }
}

/** An opportunity as the API has it. */
export function toOpportunity(row: OpportunityRow): Opportunity {
  const { latitude, longitude, minAge, maxAge } = row
  const ages = {
    ...(minAge !== null && { min: minAge }),
    ...(maxAge !== null && { max: maxAge }),
  }
  return {
    id: row.id,
    issuerId: row.issuerId,
    placeId: row.placeId,
    name: row.name,
    description: row.description,
    ...(row.details as Details),
    coordinates: latitude === null || longitude === null ? null : { latitude, longitude },
    startsAt: row.startsAt === null ? null : rfc3339(row.startsAt),
    endsAt: row.endsAt === null ? null : rfc3339(row.endsAt),
    timeZone: row.timeZone,
    recurrence: row.recurrence,
    lastsUntil: row.lastsUntil === null ? null : rfc3339(row.lastsUntil),
    capacity: row.capacity,
    ages: Object.keys(ages).length === 0 ? null : ages,
    themes: row.themes,
    badgeClassIds: row.badgeClassIds,
    asksFor: row.asksFor,
    cardAuthority: row.cardAuthority,
    selfCheckIn: row.selfCheckIn,
    ...lifecycleOf(row),
  }
}

function endOf(when: Pick<Columns, 'startsAt' | 'endsAt' | 'timeZone' | 'recurrence'>) {
  const { startsAt, endsAt, timeZone, recurrence } = when
  if (startsAt === null || recurrence === null) return endsAt ?? startsAt
  try {
    return lastEnd({ startsAt, endsAt, timeZone, recurrence })
  } catch (error) {
    if (!(error instanceof RecurrenceError)) throw error
    throw invalid(problem('recurrence', error.message))
  }
}

function moment(text: string | null | undefined, field: string): Date | null {
  return text == null ? null : momentOf(text, field)
}

function problem(field: string, clause: string): FieldProblem {
  return { field, detail: `${field} ${clause}` }
}

function refuse(field: string, isWrong: boolean, clause: string): void {
  if (isWrong) throw invalid(problem(field, clause))
}
