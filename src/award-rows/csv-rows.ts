import type { CsvError } from 'csv-parse'
import { peek, skipping } from './bytes.ts'
import { NotInEncoding } from './converters.ts'
import { fieldsOf } from './csv-fields.ts'
import { csvStart, hasHeader } from './csv-header.ts'
import { createCsvParser, MAX_CELLS, TooManyCells } from './csv-parser.ts'
import type { EncodedText } from './encodings.ts'
import type { CsvFormat, Declared, RowBounds } from './format.ts'
import { tooLarge, unreadable } from './problems.ts'

/** How much of the header is looked at to find out what separates its cells. */
const HEADER_BYTES = 32 * 1024

/**
 * Reads a CSV file (RFC 4180) as it comes. Its first line that is not blank names the columns.
 * Records whose cells are all blank are passed over and not counted; blanks around a cell that is not
 * quoted are none of it.
 *
 * @throws Problem when nothing can be awarded by the header, or, later, when a row cannot be taken apart
 */
export async function openCsv(
  text: EncodedText,
  declared: Declared,
  bounds: RowBounds,
): Promise<{ format: CsvFormat; rows: AsyncIterable<string[][]> }> {
  const { head, chunks } = await peek(
    text.chunks,
    (head) => head.length > HEADER_BYTES || hasHeader(head.toString()),
  ).catch((error) => {
    throw readable(error, 'The first line')
  })
  const { skip, delimiter } = csvStart(head.toString(), declared.delimiter)
  const slabs = recordsOf(skipping(skip, chunks), delimiter, bounds)
  const first = await slabs.next()
  const [header, ...others] = first.done ? [] : first.value
  if (header === undefined)
    throw unreadable('The file has no first line with the names of columns.')
  const fields = fieldsOf(header, declared)
  const { byteOrderMark } = text
  const format: CsvFormat = {
    type: 'csv',
    delimiter,
    get encoding() {
      return text.encoding
    },
    byteOrderMark,
    header,
    fields,
  }
  return { format, rows: after(others, slabs) }
}

async function* after(
  others: string[][],
  slabs: AsyncGenerator<string[][]>,
): AsyncGenerator<string[][]> {
  try {
    if (others.length > 0) yield others
    yield* slabs
  } finally {
    await slabs.return(undefined)
  }
}

/** All records, that of the header included, as many together as come together; never none. */
async function* recordsOf(
  chunks: AsyncIterable<Buffer>,
  delimiter: string,
  bounds: RowBounds,
): AsyncGenerator<string[][]> {
  const parser = createCsvParser(delimiter, bounds.rowBytes)
  let row = 0
  try {
    for await (const chunk of chunks) {
      const records = await parser.write(chunk)
      if (records.length > 0) yield records
      row += records.length
    }
    const records = await parser.end()
    if (records.length > 0) yield records
  } catch (error) {
    const records = await parser.taken(error instanceof NotInEncoding)
    if (records.length > 0) yield records
    row += records.length
    throw readable(error, row === 0 ? 'The first line' : `Row ${row}`)
  }
}

/** The problem that a failure to read a row is; other failures, such as of the connection, as they are. */
function readable(error: unknown, where: string): unknown {
  if (error instanceof NotInEncoding) {
    return unreadable(
      `${where} is not ${NAMES[error.encoding]}: save the file as UTF-8, or declare its charset.`,
    )
  }
  if (error instanceof TooManyCells) return tooLarge(`${where} has more than ${MAX_CELLS} cells.`)
  switch ((error as CsvError).code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return unreadable(`${where} has a quote that is not closed before the file ends.`)
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return unreadable(
        `${where} has a cell with something after its closing quote: inside of quotes, write a quote twice.`,
      )
    case 'CSV_MAX_RECORD_SIZE':
      return tooLarge(`${where} is longer than a row may be; perhaps a quote is not closed.`)
  }
  return error
}

const NAMES = { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16', 'windows-1252': 'Windows-1252' }
