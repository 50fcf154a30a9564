import { stringify } from 'csv-stringify/sync'
import type { Report } from './schema.ts'

const COLUMNS = [
  'period',
  'value',
  'name',
  'suppressed',
  'participants',
  'opportunitiesBadged',
  'badgesAwarded',
  'shareWithMoreThanOne',
  'daysToNextBadge',
  'claimRate',
] as const

/** A report as CSV (RFC 4180); what is suppressed is an empty cell. */
export function reportCsv({ rows }: Report): string {
  return csvOf(
    COLUMNS,
    rows.map((row) => COLUMNS.map((column) => row[column])),
  )
}

/** Records under the names of their columns; null is an empty cell, and no formula is one. */
export function csvOf(
  columns: readonly string[],
  records: readonly (readonly (string | number | boolean | null)[])[],
): string {
  const texts = records.map((record) => record.map((value) => String(value ?? '')))
  return stringify([[...columns], ...texts], { record_delimiter: '\r\n', escape_formulas: true })
}
