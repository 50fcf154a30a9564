import ical, { foldLines, type ICalCalendar, type ICalEventData } from 'ical-generator'
import { Temporal } from 'temporal-polyfill'
import { tzlib_get_ical_block } from 'timezones-ical-library'
import type { Opportunity } from './schema.ts'

/** Opportunities with a date, as an iCalendar (RFC 5545). */
export function calendarOf(opportunities: readonly Opportunity[]): string {
  const calendar = ical({
    name: 'Opportunities',
    prodId: { company: 'Waymark', product: 'Opportunities', language: 'EN' },
  })
  calendar.timezone({ name: null, generator: timeZoneBlock } as Parameters<
    ICalCalendar['timezone']
  >[0])
  for (const one of opportunities) {
    if (one.startsAt !== null) calendar.createEvent(eventOf(one, one.startsAt))
  }
  return `${withPlainUrls(calendar.toString())}\r\n`
}

/** The library escapes URLs as it does text, where readers take them as they stand (RFC 5545, 3.3.13). */
function withPlainUrls(calendar: string): string {
  const unfolded = calendar.replaceAll('\r\n ', '')
  return foldLines(
    unfolded.replaceAll(/^URL;VALUE=URI:.*$/gm, (line) => line.replaceAll(/\\([\\,;])/g, '$1')),
  )
}

function eventOf(opportunity: Opportunity, startsAt: string): ICalEventData {
  const { id, name, description, url, endsAt, timeZone, recurrence, updatedAt } = opportunity
  const local = (text: string) => Temporal.Instant.from(text).toZonedDateTimeISO(timeZone)
  return {
    id: `urn:uuid:${id}`,
    summary: name,
    start: local(startsAt),
    stamp: new Date(updatedAt),
    lastModified: new Date(updatedAt),
    ...(timeZone !== 'UTC' && { timezone: timeZone }),
    ...(endsAt !== null && { end: local(endsAt) }),
    ...(description !== null && { description }),
    ...(url !== null && { url }),
    ...(recurrence !== null && { repeating: `RRULE:${untilInUtc(recurrence)}` }),
    ...locationOf(opportunity),
    categories: opportunity.themes.map((theme) => ({ name: theme })),
  }
}

function locationOf({ venue, coordinates }: Opportunity): Pick<ICalEventData, 'location'> {
  const { name, address } = venue ?? {}
  const title = name ?? address
  const geo = coordinates && { lat: coordinates.latitude, lon: coordinates.longitude }
  if (title === undefined) return geo === null ? {} : { location: { geo } }
  const named = { title, ...(name !== undefined && address !== undefined && { address }) }
  return { location: geo === null ? named : { ...named, geo } }
}

/** A day alone is no end of what begins at a time (RFC 5545, 3.3.10). */
function untilInUtc(recurrence: string): string {
  return recurrence.replace(/UNTIL=(\d{8})(?=;|$)/, 'UNTIL=$1T235959Z')
}

function timeZoneBlock(name: string): string | null {
  const [block] = tzlib_get_ical_block(name)
  return block ?? null
}
