import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import type { RawRow } from '../award-rows/index.ts'
import type { Vault } from '../vault.ts'

/** How many rows are awarded in one transaction, at most. */
const CHUNK_ROWS = 1_000
/** What the rows of a chunk may have together, in characters; one alone may have more. */
const CHUNK_CHARACTERS = 1_000_000

const PLACE = 'award-batch-rows'

/** Some rows of a batch in their order. Chunks and rows count from 1 over the whole batch. */
export type Chunk = { number: number; firstRow: number; rows: RawRow[]; isLast: boolean }

/**
 * Cuts rows into chunks. However the rows come, the same rows make the same chunks, so that a file
 * that is sent again can be held against what is there.
 *
 * @returns the chunks, the last one marked; none when there are no rows
 */
export async function* chunksOf(slabs: AsyncIterable<RawRow[]>): AsyncGenerator<Chunk> {
  let next: Chunk = { number: 1, firstRow: 1, rows: [], isLast: false }
  let characters = 0
  for await (const slab of slabs) {
    for (const row of slab) {
      const length = charactersOf(row)
      const isFull =
        next.rows.length === CHUNK_ROWS ||
        (next.rows.length > 0 && characters + length > CHUNK_CHARACTERS)
      if (isFull) {
        yield next
        const firstRow = next.firstRow + next.rows.length
        next = { number: next.number + 1, firstRow, rows: [], isLast: false }
        characters = 0
      }
      next.rows.push(row)
      characters += length
    }
  }
  if (next.rows.length > 0) yield { ...next, isLast: true }
}

function charactersOf(row: RawRow): number {
  return typeof row === 'string' ? row.length : row.reduce((sum, cell) => sum + cell.length, 0)
}

const compress = promisify(deflateRaw)
const expand = promisify(inflateRaw)

/** The rows of a chunk as the chunk keeps them, and a keyed hash that shows that rows are the same. */
export async function sealRows(
  vault: Vault,
  rows: readonly RawRow[],
): Promise<{ sealedRows: Buffer; rowsHash: Buffer }> {
  const text = JSON.stringify(rows)
  // The quickest level: names and addresses repeat themselves enough for a third of their size.
  const sealedRows = vault.seal(await compress(text, { level: 1 }), PLACE)
  return { sealedRows, rowsHash: hashOf(vault, text) }
}

/** The keyed hash that a chunk with these rows has. */
export function hashRows(vault: Vault, rows: readonly RawRow[]): Buffer {
  return hashOf(vault, JSON.stringify(rows))
}

/** The rows of a chunk as they came. */
export async function openRowsOfChunk(vault: Vault, sealedRows: Buffer): Promise<RawRow[]> {
  const text = await expand(vault.open(sealedRows, PLACE))
  return JSON.parse(text.toString()) as RawRow[]
}

function hashOf(vault: Vault, text: string): Buffer {
  return vault.keyedHash('award-batch-rows', text)
}
