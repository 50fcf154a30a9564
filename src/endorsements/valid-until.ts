import { invalid } from '../http/index.ts'

const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59)

/**
 * The end of validity that a request names, in whole seconds as documents have it; null for none.
 *
 * @throws Problem naming `validUntil` when it is over already, or beyond the calendar
 */
export function endOf(validUntil: string | undefined, at: Date): Date | null {
  if (validUntil === undefined) return null
  const end = Math.floor(new Date(validUntil).getTime() / 1000) * 1000
  if (end > at.getTime() && end <= LATEST) return new Date(end)
  throw invalid({
    field: 'validUntil',
    detail: 'validUntil must be a time to come, before the year 10000.',
  })
}
