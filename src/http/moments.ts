import { invalid } from './problems.ts'

/** Times outside of these years are typing errors, and PostgreSQL and JSON disagree about some. */
const EARLIEST = Date.UTC(1900, 0, 1)
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59)

/**
 * A moment that a request names, in whole seconds as documents have it.
 *
 * @param text - fits the format `date-time`, which knows leap seconds and years that no date has
 * @throws Problem naming the field
 */
export function momentOf(text: string, field: string): Date {
  const moment = wholeSecond(new Date(text))
  if (moment.getTime() >= EARLIEST && moment.getTime() <= LATEST) return moment
  const detail = `${field} must be a moment between the years 1900 and 9999; leap seconds are none.`
  throw invalid({ field, detail })
}

/** A moment without its fraction of a second. */
export function wholeSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000)
}
