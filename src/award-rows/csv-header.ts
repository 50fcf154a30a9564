import { parse } from 'csv-parse/sync'
import { invalid } from '../http/index.ts'
import { fieldOf } from './columns.ts'

const DELIMITERS = [',', ';', '\t']
const SEPARATOR_LINE = /^sep=(.)(?:\r\n?|\n)/i
/** The characters that a delimiter cannot be: letters and digits, quotes, ends of lines. */
const NO_DELIMITER = /[\p{L}\p{N}"\r\n]/u

/** The first line of a CSV file: what stands before it, what separates its cells. */
export type CsvStart = { skip: number; delimiter: string }

/**
 * Whether a text has its first line whole; one with Excel's `sep=;` counts together with the next.
 * A line break in quotes is none.
 */
export function hasHeader(text: string): boolean {
  return headerLine(text).isWhole
}

/**
 * Finds out what separates the cells of a CSV file: what was declared; what its line `sep=;` says; or
 * that of comma, semicolon and tab by which the header has the most columns that mean something.
 *
 * @param text - the beginning of the file, its header included
 * @throws Problem when the declared delimiter cannot be one
 */
export function csvStart(text: string, declared: string | undefined): CsvStart {
  if (declared !== undefined && (declared.length !== 1 || NO_DELIMITER.test(declared))) {
    const detail = 'delimiter must be one character, such as a comma, a semicolon or a tab.'
    throw invalid({ field: 'delimiter', detail })
  }
  const { separatorLine, header } = headerLine(text)
  const stated = SEPARATOR_LINE.exec(separatorLine)?.[1]
  const skip = Buffer.byteLength(separatorLine)
  return { skip, delimiter: declared ?? stated ?? likeliestDelimiter(header) }
}

function headerLine(text: string): { separatorLine: string; header: string; isWhole: boolean } {
  const [separatorLine = ''] = SEPARATOR_LINE.exec(text) ?? []
  let isQuoted = false
  for (let at = separatorLine.length; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') isQuoted = !isQuoted
    if (isQuoted || (character !== '\n' && character !== '\r')) continue
    const header = text.slice(separatorLine.length, at)
    if (header.trim() !== '') return { separatorLine, header, isWhole: true }
  }
  return { separatorLine, header: text.slice(separatorLine.length), isWhole: false }
}

function likeliestDelimiter(header: string): string {
  const scored = DELIMITERS.map((delimiter) => {
    const cells = cellsOf(header, delimiter)
    const known = cells.filter((cell) => fieldOf(cell) !== null).length
    return { delimiter, score: known * 10_000 + cells.length }
  })
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).delimiter
}

function cellsOf(line: string, delimiter: string): string[] {
  try {
    const [record = []] = parse(line, { delimiter, relax_quotes: true, to: 1 }) as string[][]
    return record
  } catch {
    // A quote is not closed; that is said when the file is read.
    return line.split(delimiter)
  }
}
