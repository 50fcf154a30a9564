import { documentTime } from './times.ts'

const DATE = String.raw`(\d{4}-\d{2}-\d{2})`
const withZone = new RegExp(
  `^${DATE}T(\\d{2}:\\d{2})(:\\d{2})?([.,]\\d+)?(Z|[+-]\\d{2}(?::?\\d{2})?)$`,
)
const withoutZone = new RegExp(`^${DATE}(?:[T ](\\d{2}:\\d{2})(:\\d{2})?([.,]\\d+)?)?$`)

function timeOf(date: string, minutes: string, seconds: string, zone: string): Date | null {
  const time = new Date(`${date}T${minutes}${seconds}${zone}`)
  // `Date` takes the 31st of a shorter month for the first of the next one.
  const midnight = new Date(`${date}T00:00:00Z`)
  const exists = !Number.isNaN(time.getTime()) && documentTime(midnight).startsWith(date)
  return exists ? time : null
}

/**
 * The time that a DateTime of Open Badges 2.0 names (ISO 8601 with a time zone; seconds may be left
 * out); null for anything else. Fractions of a second are cut.
 */
export function badgeTime(text: unknown): Date | null {
  const match = typeof text === 'string' ? withZone.exec(text) : null
  if (match === null) return null
  const [, date = '', minutes = '', seconds = ':00', , zone = ''] = match
  const [, hours, rest = '00'] = /^([+-]\d{2}):?(\d{2})?$/.exec(zone) ?? []
  return timeOf(date, minutes, seconds, hours === undefined ? 'Z' : `${hours}:${rest}`)
}

/**
 * A DateTime of Open Badges 1.x (ISO 8601 with or without time and zone, or seconds since 1970 as a
 * number or as digits) as one of 2.0, in UTC; as it is where it is none of these.
 */
export function upgradedTime(value: unknown): unknown {
  const time = badgeTime(value) ?? unixTime(value) ?? localTime(value)
  return time === null ? value : documentTime(time)
}

function unixTime(value: unknown): Date | null {
  const digits = typeof value === 'string' && /^\d{1,12}(\.\d+)?$/.test(value)
  if (typeof value !== 'number' && !digits) return null
  const time = new Date(Number(value) * 1000)
  const isUsual = time.getTime() >= 0 && time.getTime() < Date.UTC(10_000, 0)
  return isUsual ? time : null
}

function localTime(value: unknown): Date | null {
  const match = typeof value === 'string' ? withoutZone.exec(value) : null
  if (match === null) return null
  const [, date = '', minutes = '00:00', seconds = ':00'] = match
  return timeOf(date, minutes, seconds, 'Z')
}
