import { invalid } from '../http/index.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/i
/** What spreadsheets make of long numbers: 2.9001E+10, 29001234567.0. */
const SPOILED_NUMBER = /^[+-]?\d+(?:[.,]\d+)?E[+-]?\d+$|^\d+[.,]0+$/i

/**
 * Reads a cell with a moment, or with a day: that is its first second, or its last, in UTC.
 *
 * @throws Problem for every other way of writing a date; most can be read as two different days
 */
export function dateCell(of: 'start' | 'end'): (text: string, field: string) => string {
  const time = of === 'start' ? 'T00:00:00Z' : 'T23:59:59Z'
  return (text, field) => {
    if (DAY.test(text)) return `${text}${time}`
    if (MOMENT.test(text)) return text
    const detail = `${field} must be written as 2026-05-31 or as 2026-05-31T09:30:00Z, so that it can be read in one way only.`
    throw invalid({ field, detail })
  }
}

/**
 * Reads a cell with the number of a card or the like.
 *
 * @throws Problem for a number of which a spreadsheet has left a few digits only
 */
export function textCell(text: string, field: string): string {
  if (!SPOILED_NUMBER.test(text)) return text
  const detail = `${field} was changed by a spreadsheet, which took it for a number to calculate with: make the column text, enter it again and save the file again.`
  throw invalid({ field, detail })
}
