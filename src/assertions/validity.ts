import { type Expiry, endOf } from '../badge-classes/index.ts'
import { invalid, momentOf, wholeSecond } from '../http/index.ts'

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
  const validFrom =
    input.validFrom === undefined ? wholeSecond(at) : momentOf(input.validFrom, 'validFrom')
  const validUntil =
    input.validUntil === undefined
      ? expiry && end(validFrom, expiry)
      : input.validUntil === null
        ? null
        : momentOf(input.validUntil, 'validUntil')
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
