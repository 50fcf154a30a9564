// Rows are cut into chunks in one way only, however they come.
import fc from 'fast-check'
import t from 'tap'
import {
  type Chunk,
  chunksOf,
  hashRows,
  openRowsOfChunk,
  sealRows,
} from '../../src/award-batches/chunks.ts'
import { createVault } from '../../src/vault.ts'

type Row = string | string[]

async function cut(slabs: Row[][]): Promise<Chunk[]> {
  async function* source() {
    yield* slabs
  }
  const chunks: Chunk[] = []
  for await (const chunk of chunksOf(source())) chunks.push(chunk)
  return chunks
}

/** The rows in slabs, cut at these places. */
function slabsOf(rows: Row[], places: number[]): Row[][] {
  const cuts = [0, ...places.map((place) => place % (rows.length + 1)), rows.length].sort(
    (one, other) => one - other,
  )
  return cuts.slice(1).map((end, at) => rows.slice(cuts[at], end))
}

const lengths = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.nat(50) },
    { weight: 1, arbitrary: fc.constantFrom(999_000, 1_000_000, 1_000_001) },
  ),
  { maxLength: 12 },
)

t.test('the same rows make the same chunks, and nothing is lost', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      lengths,
      fc.constantFrom(1, 400, 1_000),
      fc.array(fc.nat()),
      async (some, repeated, places) => {
        const rows: Row[] = some.flatMap((length, at) =>
          Array(length > 50 ? 1 : repeated).fill(
            at % 2 === 0 ? 'x'.repeat(length) : ['y', 'z'.repeat(length)],
          ),
        )
        const chunks = await cut(slabsOf(rows, places))
        t.same(chunks, await cut([rows]))
        t.ok(
          chunks.every(
            ({ number, firstRow, rows: own, isLast }, at) =>
              number === at + 1 &&
              own.length >= 1 &&
              own.length <= 1_000 &&
              isLast === (at === chunks.length - 1) &&
              firstRow === 1 + chunks.slice(0, at).flatMap(({ rows }) => rows).length,
          ),
        )
        const together = chunks.flatMap(({ rows }) => rows)
        t.ok(together.length === rows.length && together.every((row, at) => row === rows[at]))
        const characters = (own: Row[]) => own.flat().reduce((sum, { length }) => sum + length, 0)
        t.ok(chunks.every(({ rows }) => rows.length === 1 || characters(rows) <= 1_000_000))
      },
    ),
    { numRuns: 40 },
  )
})

t.test('rows are kept as they came, and nobody reads them without the key', async (t) => {
  const vault = createVault(Buffer.alloc(32, 7))
  const row = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })))
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1 }), async (rows) => {
      const { sealedRows, rowsHash } = await sealRows(vault, rows)
      t.same(await openRowsOfChunk(vault, sealedRows), rows)
      t.ok(rowsHash.equals(hashRows(vault, rows)))
    }),
    { numRuns: 50 },
  )
  const { sealedRows } = await sealRows(vault, ['sam@example.org'])
  t.notOk(sealedRows.includes('sam@'))
  await t.rejects(openRowsOfChunk(createVault(Buffer.alloc(32, 8)), sealedRows))
})
