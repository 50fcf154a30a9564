import { invalid } from '../http/index.ts'

/** Dates outside of these years are typing errors, and PostgreSQL and JSON disagree about some. */
const EARLIEST = Date.UTC(1900, 0, 1)
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59)

/**
 * The validity period of an award, in whole seconds as documents have it.
 *
 * @param at - the moment of the award, when `validFrom` is not named
 * @throws Problem naming `validFrom` or `validUntil`
 */
export function validity(
  input: { validFrom?: string; validUntil?: string },
  at: Date,
): { validFrom: Date; validUntil: Date | null } {
  const validFrom = wholeSeconds(input.validFrom, 'validFrom') ?? cut(at)
  const validUntil = wholeSeconds(input.validUntil, 'validUntil')
  if (validUntil !== null && validUntil <= validFrom) {
    throw invalid({ field: 'validUntil', detail: 'validUntil must be later than validFrom.' })
  }
  return { validFrom, validUntil }
}

function wholeSeconds(text: string | undefined, field: string): Date | null {
  if (text === undefined) return null
  const moment = new Date(text)
  if (!(moment.getTime() >= EARLIEST && cut(moment).getTime() <= LATEST)) {
    throw invalid({ field, detail: `${field} must be a date between the years 1900 and 9999.` })
  }
  return cut(moment)
}

function cut(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000)
}
