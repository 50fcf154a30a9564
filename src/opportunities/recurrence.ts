import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'

/** When an opportunity is. */
export type Schedule = {
  startsAt: Date
  endsAt: Date | null
  timeZone: string
  /** The value of an RRULE. */
  recurrence: string
}

/** Occurrences are counted one by one, so a rule needs a bound. */
const MOST_COUNTED = 1000
const LONGEST_YEARS = 10

const DAY = '(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)'
const NUMBER = '-?[1-9]\\d{0,2}'
/** What activities recur by; the rest of RFC 5545 serves other ends, such as hourly terms. */
const PARTS = [
  'FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)',
  'INTERVAL=[1-9]\\d?',
  'COUNT=[1-9]\\d{0,3}',
  'UNTIL=\\d{8}(?:T\\d{6}Z)?',
  `BYDAY=${DAY}(?:,${DAY})*`,
  `(?:BYMONTHDAY|BYMONTH|BYSETPOS)=${NUMBER}(?:,${NUMBER})*`,
  'WKST=(?:MO|SU)',
].join('|')
/** The value of an RRULE, as far as it is understood here. */
export const RECURRENCE = `^(?:${PARTS})(?:;(?:${PARTS}))*$`

const NO_RULE =
  'must be the value of an RRULE (RFC 5545) of FREQ (DAILY to YEARLY), INTERVAL, COUNT or UNTIL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST.'

/** A rule that cannot be followed. The message is a clause that goes on after its field's name. */
export class RecurrenceError extends Error {
  override name = 'RecurrenceError'
}

/** Whether there is such a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/**
 * When the last occurrence ends; null where there is no end.
 *
 * @throws RecurrenceError
 */
export function lastEnd(schedule: Schedule): Date | null {
  const rule = ruleOf(schedule)
  const { count, until } = rule.options()
  const { startsAt } = schedule
  if (until !== undefined) {
    const years = (until.epochMilliseconds - startsAt.getTime()) / (365.25 * 86_400_000)
    if (years < 0 || years > LONGEST_YEARS) {
      throw new RecurrenceError(`must have an UNTIL within ${LONGEST_YEARS} years of startsAt.`)
    }
  }
  if (count !== undefined && count > MOST_COUNTED) {
    throw new RecurrenceError(`must have a COUNT of at most ${MOST_COUNTED}.`)
  }
  try {
    if (count === undefined && until === undefined) {
      if (rule.next(startsAt) !== null) return null
    } else {
      const last =
        until === undefined ? rule.all().at(-1) : rule.previous(until.add({ seconds: 1 }))
      if (last != null) return new Date(last.epochMilliseconds + lengthOf(schedule))
    }
  } catch {
    // Gone through without an end.
  }
  throw new RecurrenceError('never comes about.')
}

/** The start of the last occurrence that had begun at a moment; of the first, before any had. */
export function occurrenceAt(schedule: Schedule, at: Date): Date {
  const found = asked(() => ruleOf(schedule).previous(at, true))
  return found === null ? schedule.startsAt : new Date(found.epochMilliseconds)
}

/** The start of the first occurrence that ends after a moment; null when there is none any more. */
export function occurrenceFrom(schedule: Schedule, from: Date): Date | null {
  const after = new Date(from.getTime() - lengthOf(schedule))
  const found = asked(() => ruleOf(schedule).next(after, true))
  return found === null ? null : new Date(found.epochMilliseconds)
}

/** What a rule answers; null when it gave up, such as on the thirtieth year of a daily one. */
function asked<T>(question: () => T | null): T | null {
  try {
    return question()
  } catch {
    return null
  }
}

function lengthOf({ startsAt, endsAt }: Schedule): number {
  return endsAt === null ? 0 : endsAt.getTime() - startsAt.getTime()
}

function ruleOf({ startsAt, timeZone, recurrence }: Schedule): RRuleTemporal {
  const start = Temporal.Instant.fromEpochMilliseconds(startsAt.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
    .replaceAll(/[-:]/g, '')
  if (!new RegExp(RECURRENCE).test(recurrence)) throw new RecurrenceError(NO_RULE)
  try {
    return new RRuleTemporal({
      rruleString: `DTSTART;TZID=${timeZone}:${start}\nRRULE:${recurrence}`,
      includeDtstart: true,
      maxIterations: 10_000,
      maxCandidateEvaluations: 100_000,
    })
  } catch {
    throw new RecurrenceError(NO_RULE)
  }
}
