import { bounded, gunzipped, peek, skipping } from './bytes.ts'
import { openCsv } from './csv-rows.ts'
import { byteOrderMark, declaredEncoding, encodedText, MARK_BYTES } from './encodings.ts'
import {
  type Declared,
  type Encoding,
  type RawRow,
  ROW_BOUNDS,
  type RowBounds,
  type RowFormat,
} from './format.ts'
import { jsonRows } from './json-rows.ts'
import { ndjsonRows } from './ndjson-rows.ts'
import { tooLarge, unreadable, unsupported } from './problems.ts'

/** What a file can be sent as. */
export const ROW_MEDIA_TYPES = {
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/json': 'json',
  'text/csv': 'csv',
} as const satisfies Record<string, RowFormat['type']>

/** More blanks than this before the first row leave it open what the file is. */
const SNIFFED_BYTES = 1024
const GZIP = '1f8b'
/** How the workbooks of spreadsheets begin: they are archives (ZIP), or OLE documents when old. */
const WORKBOOKS = ['504b0304', 'd0cf11e0']

/** Rows of a file, as many together as come together; each array has at least one. */
export type OpenedRows = {
  /** Of a CSV file, `encoding` may change from UTF-8 to Windows-1252 while the rows are read. */
  format: RowFormat
  rows: AsyncIterable<RawRow[]>
}

/**
 * Begins to read a file of awards: CSV, NDJSON, or an array in JSON, compressed with gzip or not. No
 * more is read than is asked for, and no more is kept than a few rows. Blank lines are passed over; the
 * rows between them are counted from 1.
 *
 * When this fails, or the iteration of `rows` ends early, so does that of the body; to answer on the
 * same connection, give it `request.iterator({ destroyOnReturn: false })`.
 *
 * @param body - its failures come out of `rows` unchanged
 * @throws Problem when the file cannot be read at all; `rows` throws one that names the row when it
 *   cannot be read on
 */
export async function openRows(
  body: AsyncIterable<Buffer>,
  declared: Declared,
  bounds: RowBounds = ROW_BOUNDS,
): Promise<OpenedRows> {
  const encoding = declaredEncoding(declared.charset)
  const { head, chunks, close } = await peek(
    bounded(await decompressed(body, declared.gzip), bounds.bytes),
    (head) => head.length > SNIFFED_BYTES || (head.length > MARK_BYTES && firstOf(head) !== ''),
  )
  try {
    const { format, rows } = await begun(head, chunks, { ...declared, encoding }, bounds)
    return { format, rows: atMost(rows, bounds.rows) }
  } catch (error) {
    await close()
    throw error
  }
}

async function begun(
  head: Buffer,
  chunks: AsyncIterable<Buffer>,
  declared: Declared & { encoding: Encoding | null },
  bounds: RowBounds,
): Promise<OpenedRows> {
  if (firstOf(head) === '') throw unreadable('The file is empty.')
  if (WORKBOOKS.includes(head.toString('hex', 0, 4))) {
    throw unsupported('The file is a workbook of a spreadsheet: save it as CSV.')
  }
  const mark = byteOrderMark(head)
  const encoding = mark.encoding ?? declared.encoding
  if (encoding !== 'utf-16le' && head.subarray(0, 4).includes(0)) {
    throw unsupported(
      'The file is no text in UTF-8, Windows-1252, or UTF-16 with a byte order mark.',
    )
  }
  const type = ROW_MEDIA_TYPES[declared.mediaType as keyof typeof ROW_MEDIA_TYPES] ?? sniffed(head)
  if (type === 'csv') return openCsv(encodedText(mark, chunks, encoding), declared, bounds)
  if (encoding !== null && encoding !== 'utf-8') {
    throw unsupported('JSON is UTF-8: save the file so.')
  }
  const rows =
    type === 'json'
      ? jsonRows(encodedText(mark, chunks, 'utf-8').chunks, bounds.rowBytes)
      : ndjsonRows(skipping(mark.bytes, chunks), bounds.rowBytes)
  return { format: { type }, rows }
}

/** Undoes the compression that was declared, and that of the file itself. */
async function decompressed(
  body: AsyncIterable<Buffer>,
  isCompressed: boolean,
): Promise<AsyncIterable<Buffer>> {
  const file = isCompressed ? gunzipped(body) : body
  const { head, chunks } = await peek(file, ({ length }) => length >= GZIP.length / 2)
  return head.toString('hex', 0, GZIP.length / 2) === GZIP ? gunzipped(chunks) : chunks
}

/** The first character of a text that is not blank. */
function firstOf(head: Buffer): string {
  return head
    .toString('latin1')
    .replace(/^(?:ï»¿|ÿþ)/, '')
    .trimStart()
    .slice(0, 1)
}

function sniffed(head: Buffer): RowFormat['type'] {
  const first = firstOf(head)
  return first === '[' ? 'json' : first === '{' ? 'ndjson' : 'csv'
}

async function* atMost(slabs: AsyncIterable<RawRow[]>, most: number): AsyncGenerator<RawRow[]> {
  let rows = 0
  for await (const slab of slabs) {
    rows += slab.length
    if (rows > most) {
      const count = most.toLocaleString('en')
      throw tooLarge(`The file has more than ${count} rows: split it.`)
    }
    yield slab
  }
}
