import { stringify } from 'csv-stringify/sync'
import type { RowFormat } from '../award-rows/index.ts'
import { Problem, preferredType } from '../http/index.ts'
import type { Result } from './result.ts'

/** The forms in which answers are given, by their media types; the first is the usual one. */
export const RESULT_TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const
export type ResultsFormat = keyof typeof RESULT_TYPES

const CSV_COLUMNS = [
  'row',
  'outcome',
  'assertionId',
  'credentialUrl',
  'problem.field',
  'problem.detail',
]

/**
 * The form of answers that a caller prefers.
 *
 * @throws Problem 406 when it accepts none of them
 */
export function acceptedFormat(request: Parameters<typeof preferredType>[0]): ResultsFormat {
  const type = preferredType(request, Object.values(RESULT_TYPES))
  if (type === undefined) {
    throw new Problem('not-acceptable', `Offered are: ${Object.values(RESULT_TYPES).join(', ')}.`)
  }
  return type === RESULT_TYPES.csv ? 'csv' : 'ndjson'
}

/** Writes answers as text, one a line. */
export type ResultsWriter = {
  /** What comes before all answers, if anything does. */
  head: readonly string[]
  lines(results: readonly Result[]): string
}

export function resultsWriter(format: ResultsFormat): ResultsWriter {
  return format === 'csv'
    ? {
        head: [csv([CSV_COLUMNS])],
        lines: (results) => (results.length === 0 ? '' : csv(results.map(cellsOf))),
      }
    : {
        head: [],
        lines: (results) => results.map((one) => `${JSON.stringify(one)}\n`).join(''),
      }
}

/** Answers as text, as they come. */
export async function* writeResults(
  results: AsyncIterable<Result[]>,
  format: ResultsFormat,
): AsyncGenerator<string> {
  const writer = resultsWriter(format)
  yield* writer.head
  for await (const some of results) yield writer.lines(some)
}

function cellsOf({ row, outcome, assertionId, credentialUrl, problem }: Result) {
  return [row, outcome, assertionId, credentialUrl, problem?.field, problem?.detail]
}

/** RFC 4180. A cell that a spreadsheet would take for a formula is kept from being one. */
function csv(records: (string | number | undefined)[][]): string {
  return stringify(records, { record_delimiter: '\r\n', escape_formulas: true })
}

/** The media type of a file in a format, and how its name ends. */
export function fileOf(format: RowFormat): { mediaType: string; extension: string } {
  switch (format.type) {
    case 'csv':
      return { mediaType: `text/csv; charset=${format.encoding}`, extension: 'csv' }
    case 'ndjson':
      return { mediaType: RESULT_TYPES.ndjson, extension: 'ndjson' }
    case 'json':
      return { mediaType: 'application/json', extension: 'json' }
  }
}
