import { invalid, momentOf } from '../http/index.ts'

/**
 * The end of validity that a request names, in whole seconds as documents have it; null for none.
 *
 * @throws Problem naming `validUntil` when it is over already, or beyond the calendar
 */
export function endOf(validUntil: string | undefined, at: Date): Date | null {
  if (validUntil === undefined) return null
  const end = momentOf(validUntil, 'validUntil')
  if (end > at) return end
  throw invalid({ field: 'validUntil', detail: 'validUntil must be a time to come.' })
}
