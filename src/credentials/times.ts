/**
 * A time as it stands in signed documents: RFC 3339, UTC, whole seconds, for example
 * `2026-01-31T12:00:00Z`. Whole seconds because the `nbf` of a VC-JWT, which must equal
 * `validFrom`, has no fractions. Fractions are cut, not rounded, so that nothing becomes valid
 * later than it was made.
 *
 * Throws a RangeError for an invalid Date.
 */
export function documentTime(time: Date): string {
  const second = Math.floor(time.getTime() / 1000)
  // Thousands of awards are made in the same second.
  if (second === last.second) return last.text
  const text = `${time.toISOString().slice(0, 19)}Z`
  last = { second, text }
  return text
}

let last = { second: Number.NaN, text: '' }

// xsd:dateTimeStamp, which VCDM 2.0 (section 4.9) and VC Data Integrity (section 2.1) ask for: the
// time zone is required, T and Z are capitals.
const dateTimeStamp =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))$/

/** The time that an XML Schema dateTimeStamp names; null when `text` is none, or no such day. */
export function parseDocumentTime(text: unknown): Date | null {
  if (typeof text !== 'string') return null
  const match = dateTimeStamp.exec(text)
  if (!match) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const calendar = new Date(Date.UTC(year, month - 1, day))
  if (calendar.getUTCMonth() !== month - 1 || calendar.getUTCDate() !== day) return null
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? null : time
}
