import { NotInEncoding } from './converters.ts'
import { createGathering } from './gathering.ts'
import { tooLarge, unreadable } from './problems.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const OPENING = [0x5b, 0x7b]
const CLOSING = [0x5d, 0x7d]
const ARRAY_END = 0x5d
const BLANK = [0x20, 0x09, 0x0a, 0x0d]

/**
 * Takes an array in JSON apart into the texts of its elements, exactly as they stand there, while it
 * comes. Only where an element ends is looked for; whether it is JSON, its reader says. (Libraries give
 * the values instead of the text, and the one for streams says that it is not for strangers' input.)
 *
 * @param chunks - UTF-8 without a byte order mark
 * @param maxBytes - of one element
 * @throws Problem when it is no array, not all of one, or has an element that is too long
 */
export async function* jsonRows(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<string[]> {
  const splitter = createSplitter(maxBytes)
  try {
    for await (const chunk of chunks) {
      const rows = splitter.split(chunk)
      if (rows.length > 0) yield rows
    }
  } catch (error) {
    if (!(error instanceof NotInEncoding)) throw error
    throw unreadable(`Row ${splitter.row()} is not valid UTF-8.`)
  }
  splitter.end()
}

function createSplitter(maxBytes: number) {
  let place: 'before' | 'inside' | 'after' = 'before'
  let depth = 0
  let isText = false
  let isEscaped = false
  let row = 1
  const begun = createGathering()

  function take(piece: Buffer): void {
    if (begun.length() + piece.length > maxBytes) {
      throw tooLarge(`Row ${row} is longer than a row may be.`)
    }
    begun.add(piece)
  }

  const element = () => begun.take().toString().trim()

  /** Begins or ends the array; everything but blanks is out of place there. */
  function outside(byte: number): void {
    if (BLANK.includes(byte)) return
    if (place === 'after') throw unreadable('After the array of rows there is something else.')
    if (byte !== OPENING[0]) {
      throw unreadable(
        'The file is not an array of rows in JSON; send lines of JSON as application/x-ndjson.',
      )
    }
    place = 'inside'
  }

  function ended(rows: string[], isLast: boolean): void {
    const text = element()
    if (text !== '') rows.push(text)
    else if (!isLast || row > 1) throw unreadable(`Row ${row} is empty: there is a comma too many.`)
    row += 1
    if (isLast) place = 'after'
  }

  function split(chunk: Buffer): string[] {
    const rows: string[] = []
    let start = 0
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] as number
      if (place !== 'inside') {
        outside(byte)
        start = at + 1
      } else if (isEscaped) isEscaped = false
      else if (isText) {
        if (byte === QUOTE) isText = false
        else if (byte === BACKSLASH) isEscaped = true
      } else if (byte === QUOTE) isText = true
      else if (OPENING.includes(byte)) depth += 1
      else if (depth > 0) {
        if (CLOSING.includes(byte)) depth -= 1
      } else if (byte === COMMA || byte === ARRAY_END) {
        take(chunk.subarray(start, at))
        ended(rows, byte === ARRAY_END)
        start = at + 1
      }
    }
    if (place === 'inside') take(chunk.subarray(start))
    return rows
  }

  return {
    split,
    /** The number of the row that is being read. */
    row: () => row,
    /** @throws Problem when there is more to come */
    end(): void {
      if (place === 'before') throw unreadable('The file is empty.')
      if (place === 'inside')
        throw unreadable(`The file ends before its array does, in row ${row}.`)
    },
  }
}
