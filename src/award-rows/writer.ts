import { stringify } from 'csv-stringify/sync'
import { PROBLEM_COLUMN } from './columns.ts'
import { encoded } from './encoded.ts'
import { type CsvFormat, NOT_UTF8, type RawRow, type RowFormat } from './format.ts'
import { plainly } from './plainly.ts'
import type { RowProblem } from './problems.ts'

/** Writes a file of rows piece by piece: the head once, each row, the tail once. */
export type RowsWriter = {
  head(): string | Buffer
  row(raw: RawRow, problem?: RowProblem): string | Buffer
  tail(): string
}

const BYTE_ORDER_MARK = '\ufeff'
/** Quotes keep the blanks at the ends of a cell, and line breaks of every kind. */
const CSV = { record_delimiter: '\r\n', quoted_match: /[\r\n]|^\s|\s$/ }

/**
 * Writes rows in the format in which they came, ready to be corrected and sent again. A CSV file has a
 * last column that says what is wrong, and means nothing when it is read; a record with too many or too
 * few cells stays one. Lines and elements of JSON are written exactly as they came.
 */
export function rowsWriter(format: RowFormat): RowsWriter {
  switch (format.type) {
    case 'csv':
      return csvWriter(format)
    case 'ndjson':
      return { head: () => '', row: (raw) => lineOf(raw as string), tail: () => '' }
    case 'json':
      return jsonWriter()
  }
}

/** A line with the bytes that it came with. */
function lineOf(raw: string): string | Buffer {
  return raw.startsWith(NOT_UTF8)
    ? Buffer.from(`${raw.slice(NOT_UTF8.length)}\n`, 'latin1')
    : `${raw}\n`
}

function jsonWriter(): RowsWriter {
  let separator = '\n'
  return {
    head: () => '[',
    row(raw) {
      const text = `${separator}${raw}`
      separator = ',\n'
      return text
    },
    tail: () => '\n]\n',
  }
}

function csvWriter({ header, delimiter, encoding, byteOrderMark }: CsvFormat): RowsWriter {
  const known = header.findIndex((name) => plainly(name) === PROBLEM_COLUMN)
  const position = known < 0 ? header.length : known
  const replaced = known < 0 ? 0 : 1
  const write = (cells: string[]): string | Buffer =>
    encoded(stringify([cells], { ...CSV, delimiter }), encoding)
  return {
    head() {
      const mark = byteOrderMark ? encoded(BYTE_ORDER_MARK, encoding) : ''
      const names = write(header.toSpliced(position, replaced, PROBLEM_COLUMN))
      return Buffer.concat([Buffer.from(mark), Buffer.from(names)])
    },
    row(raw, problem) {
      const cells = raw as string[]
      // With its problem, a record that lacks a cell would lack none.
      if (cells.length < header.length) return write(cells)
      return write(cells.toSpliced(position, replaced, problem?.detail ?? ''))
    },
    tail: () => '',
  }
}
