// Reads files of rows from bytes, as they would come over a connection.
import {
  type Declared,
  openRows,
  type RawRow,
  type RowBounds,
  type RowFormat,
} from '../../src/award-rows/index.ts'
import { Problem } from '../../src/http/index.ts'

/** A CSV file for one badge class, unless it is said otherwise. */
export const CSV: Declared = { mediaType: 'text/csv', gzip: false, perRowBadgeClass: false }
export const NDJSON: Declared = { ...CSV, mediaType: 'application/x-ndjson' }
export const JSON_ARRAY: Declared = { ...CSV, mediaType: 'application/json' }

/** Bytes that come some at a time. */
export async function* inPieces(file: string | Buffer, length = 64 * 1024): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(file as string)
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

export type Read = { format: RowFormat; rows: RawRow[] }

/** Reads a whole file. */
export async function readFile(
  file: string | Buffer,
  declared: Declared = CSV,
  { piece, bounds }: { piece?: number; bounds?: RowBounds } = {},
): Promise<Read> {
  const { format, rows } = await openRows(inPieces(file, piece), declared, bounds)
  const all: RawRow[] = []
  for await (const slab of rows) all.push(...slab)
  return { format: { ...format }, rows: all }
}

/** The problem that a file has. */
export async function problemOf(...file: Parameters<typeof readFile>): Promise<Problem> {
  try {
    await readFile(...file)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('The file was read.')
}
