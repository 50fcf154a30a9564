import { type Expiry, endOf } from '../badge-classes/index.ts'
import { invalid } from '../http/index.ts'

/** Dates outside of these years are typing errors, and PostgreSQL and JSON disagree about some. */
const EARLIEST = Date.UTC(1900, 0, 1)
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59)

/**
 * The validity period of an award, in whole seconds as documents have it.
 *
 * @param at - the moment of the award, when `validFrom` is not named
 * @param expiry - the badge class's policy, when `validUntil` is not named; null names no end
 * @throws Problem naming `validFrom` or `validUntil`
 */
export function validity(
  input: { validFrom?: string; validUntil?: string | null },
  at: Date,
  expiry: Expiry | null,
): { validFrom: Date; validUntil: Date | null } {
  const validFrom = wholeSeconds(input.validFrom, 'validFrom') ?? cut(at)
  const validUntil =
    input.validUntil === undefined
      ? expiry && end(validFrom, expiry)
      : wholeSeconds(input.validUntil ?? undefined, 'validUntil')
  if (validUntil !== null && validUntil <= validFrom) {
    throw invalid({ field: 'validUntil', detail: 'validUntil must be later than validFrom.' })
  }
  return { validFrom, validUntil }
}

function end(validFrom: Date, expiry: Expiry): Date {
  const until = endOf(validFrom, expiry)
  if (until.getTime() <= LATEST) return until
  const detail = 'validFrom is so late that the award would end after the year 9999.'
  throw invalid({ field: 'validFrom', detail })
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
