import type { Queries } from '../db/index.ts'
import { invalid, rfc3339 } from '../http/index.ts'
import { type OpportunityRow, occurrenceAt } from '../opportunities/index.ts'
import { occurrenceOf } from './arrival.ts'
import type { AttendanceCount } from './schema.ts'
import { countCheckIns } from './store.ts'

/**
 * How many came to one occurrence, against how many there are places for.
 *
 * @param occurrence - its start; undefined for the one that who came now would come to
 * @throws Problem 400 when there is no such occurrence
 */
export async function attendanceOf(
  db: Queries,
  opportunity: OpportunityRow,
  { occurrence, now }: { occurrence: Date | undefined; now: Date },
): Promise<AttendanceCount> {
  const { id, capacity } = opportunity
  const key = occurrence === undefined ? occurrenceOf(opportunity, now) : rfc3339(occurrence)
  const checkedIn = await countCheckIns(db, id, key)
  // Those of times that the opportunity had before it was changed are still told.
  if (occurrence !== undefined && checkedIn === 0 && !occursAt(opportunity, occurrence)) {
    throw invalid({ field: 'occurrence', detail: 'occurrence is not the start of any.' })
  }
  return {
    opportunityId: id,
    occurrence: key === 'once' ? null : key,
    capacity,
    checkedIn,
    placesLeft: capacity === null ? null : Math.max(0, capacity - checkedIn),
    beyondCapacity: capacity === null ? 0 : Math.max(0, checkedIn - capacity),
  }
}

function occursAt(opportunity: OpportunityRow, moment: Date): boolean {
  const { startsAt, recurrence } = opportunity
  if (startsAt === null || recurrence === null) return false
  const begun = occurrenceAt({ ...opportunity, startsAt, recurrence }, moment)
  return begun.getTime() === moment.getTime()
}
