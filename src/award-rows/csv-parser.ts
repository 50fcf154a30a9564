import { finished } from 'node:stream/promises'
import { Parser } from 'csv-parse'

/** More than an award has use for; few enough to compare with each other, and to keep. */
export const MAX_CELLS = 1_000
/** More letters than the parser waits for before it takes one. */
const LOOKAHEAD = 8

/** A record has more cells than `MAX_CELLS`. */
export class TooManyCells extends Error {
  override name = 'TooManyCells'
}

/**
 * Makes what takes CSV in UTF-8 apart into records, piece by piece. Those whose cells are all blank are
 * left out. Its calls reject with `TooManyCells` or a `CsvError`.
 *
 * @param maxBytes - of one record
 */
export function createCsvParser(delimiter: string, maxBytes: number) {
  let records: string[][] = []
  /** Of which no record has come yet, at least. */
  let bytes = 0
  const parser = new Parser({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    // What a row lacks or has too much is said of that row.
    relax_column_count: true,
    // A quote in a cell that does not begin with one is a letter like others, as spreadsheets read it.
    relax_quotes: true,
    trim: true,
    // Of cells that are empty it counts nothing.
    max_record_size: maxBytes,
    on_record(record: string[]) {
      bytes = 0
      if (record.length > MAX_CELLS) throw new TooManyCells()
      if (record.some((cell) => cell.trim() !== '')) records.push(record)
      return null
    },
  })
  // Failures come out of the calls.
  parser.on('error', () => {})
  const taken = () => {
    const all = records
    records = []
    return all
  }
  const write = (piece: Buffer) =>
    new Promise<void>((resolve, reject) => {
      parser.write(piece, (error) => (error ? reject(error) : resolve()))
    })
  return {
    async write(piece: Buffer): Promise<string[][]> {
      bytes += piece.length
      if (bytes > maxBytes + piece.length) throw new TooManyCells()
      await write(piece)
      return taken()
    },
    async end(): Promise<string[][]> {
      parser.end()
      await finished(parser, { readable: false })
      return taken()
    },
    /**
     * The records that are whole when something has failed.
     *
     * @param isWaiting - whether the last letters still wait for what comes after them
     */
    async taken(isWaiting: boolean): Promise<string[][]> {
      if (isWaiting) await write(Buffer.from('?'.repeat(LOOKAHEAD))).catch(() => {})
      return taken()
    },
  }
}
