/**
 * How the rows of a file are written: all that is needed besides the rows to read them again and to
 * write them in the very same way. It is JSON.
 */
export type RowFormat = { type: 'ndjson' } | { type: 'json' } | CsvFormat

export type CsvFormat = {
  type: 'csv'
  delimiter: string
  encoding: Encoding
  byteOrderMark: boolean
  /** The names of the columns as they stand in the file. */
  header: string[]
  /** What each column means to us; null for those that mean nothing. */
  fields: (string | null)[]
}

export type Encoding = 'utf-8' | 'windows-1252' | 'utf-16le'

/**
 * A row as it came: the text of a line or an element, or the cells of a record. It can be kept as
 * JSON. A line that is too long is cut off one byte beyond the bound; one that is not UTF-8 is
 * `NOT_UTF8` and its bytes as Latin-1; so both stay what they are: rows that cannot be awarded.
 */
export type RawRow = string | string[]

/** No text in JSON begins like this. */
export const NOT_UTF8 = '\u0000'

/** What a file may have; of bytes, those of the text when it came compressed. */
export type RowBounds = { rows: number; rowBytes: number; bytes: number }

export const ROW_BOUNDS: RowBounds = {
  rows: 1_000_000,
  /** What can be awarded by itself can be a row: as much as a body in JSON may have. */
  rowBytes: 1024 * 1024,
  bytes: 2 * 1024 * 1024 * 1024,
}

/** What the sender says of a file. */
export type Declared = {
  /** Without parameters. One that says nothing, such as text/plain, leaves it to the contents. */
  mediaType: string
  charset?: string | undefined
  /** Whether the body as a whole is compressed; a file that is, is recognised. */
  gzip: boolean
  /** Of a CSV file. */
  delimiter?: string | undefined
  /** What columns mean, by their headers: a field, or null to ignore it. */
  columns?: Record<string, string | null> | undefined
  /** Whether each row must say which badge class it awards. */
  perRowBadgeClass: boolean
}
