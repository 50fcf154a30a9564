import fc from 'fast-check'
import highsModule from 'highs'
import t from 'tap'
import { type CountCell, type CountRelation, suppress } from '../../src/suppression/index.ts'

const THRESHOLD = 5
// The whole: WAYMARK_TEST_COUNT=2000.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 40)

/** A table of rows and columns with all its sums: the last of each is the total. */
function table(counts: number[][]): { cells: CountCell[]; relations: CountRelation[] } {
  const columns = counts[0]?.length ?? 0
  const full = [
    ...counts,
    Array.from({ length: columns }, (_, at) => sum(counts.map((r) => r[at]))),
  ]
  const all = full.map((row) => [...row, sum(row)])
  const at = (row: number, column: number) => row * (columns + 1) + column
  const rows = counts.length
  return {
    cells: all.flat().map((people) => ({ people })),
    relations: [
      ...all.map((_, row) => ({
        total: at(row, columns),
        parts: Array.from({ length: columns }, (_, column) => at(row, column)),
        overlapping: false,
      })),
      ...Array.from({ length: columns + 1 }, (_, column) => ({
        total: at(rows, column),
        parts: Array.from({ length: rows }, (_, row) => at(row, column)),
        overlapping: false,
      })),
    ],
  }
}

const sum = (values: (number | undefined)[]) =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0)

t.test('small counts are suppressed, nobody and many are not', async (t) => {
  const { cells, relations } = table([[30, 40, 0, 20]])
  t.strictSame([...suppress(cells, relations, THRESHOLD)], [])
  const alone = suppress([{ people: 4 }, { people: 5 }, { people: 0 }], [], THRESHOLD)
  t.strictSame([...alone], [0])
})

t.test(
  'where nobody is too few to be told of, too, zeros hide behind others like the rest',
  async (t) => {
    const cells = [40, 0, 12, 28].map((people) => ({ people }))
    const relations = [{ total: 0, parts: [1, 2, 3], overlapping: false }]
    t.strictSame([...suppress(cells, relations, THRESHOLD)], [])
    t.strictSame([...suppress(cells, relations, THRESHOLD, 'suppressed')], [1, 2])
  },
)

t.test('what a total would give away takes the next smallest with it', async (t) => {
  const cells = [30, 2, 8, 20].map((people) => ({ people }))
  const relations = [{ total: 0, parts: [1, 2, 3], overlapping: false }]
  t.strictSame([...suppress(cells, relations, THRESHOLD)].sort(), [1, 2])
})

t.test('two small ones that are too few together take a third with them', async (t) => {
  const cells = [33, 1, 2, 30].map((people) => ({ people }))
  const relations = [{ total: 0, parts: [1, 2, 3], overlapping: false }]
  t.strictSame([...suppress(cells, relations, THRESHOLD)].sort(), [1, 2, 3])
})

t.test('people who may be in several parts are counted once', async (t) => {
  const cells = [33, 4, 4, 30].map((people) => ({ people }))
  const parts = [1, 2, 3]
  t.strictSame(
    [...suppress(cells, [{ total: 0, parts, overlapping: false }], THRESHOLD)].sort(),
    [1, 2],
  )
  t.strictSame(
    [...suppress(cells, [{ total: 0, parts, overlapping: true }], THRESHOLD)].sort(),
    [1, 2, 3],
  )
})

t.test('a total that says nothing else is suppressed with its only part', async (t) => {
  const relations = [{ total: 0, parts: [1], overlapping: false }]
  t.strictSame([...suppress([{ people: 3 }, { people: 3 }], relations, THRESHOLD)].sort(), [0, 1])
})

t.test('what only several sums together give away is found', async (t) => {
  const { cells, relations } = table([
    [3, 3, 20, 20],
    [3, 3, 3, 20],
    [20, 20, 3, 3],
    [20, 20, 3, 3],
  ])
  // The first two rows less the first two columns leave the third count of the second row.
  const suppressed = suppress(cells, relations, THRESHOLD)
  const small = cells.flatMap(({ people }, at) => (people < THRESHOLD ? [at] : []))
  t.ok(small.every((at) => suppressed.has(at)))
  t.ok(suppressed.size > small.length)
})

t.test('no combination of what is published leads to a suppressed count', async () => {
  // Its types say module where CommonJS exports the function itself.
  const highs = await (highsModule as unknown as typeof highsModule.default)()
  const count = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 60 }))
  const tables = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(count, { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    )
  fc.assert(
    fc.property(tables, (counts) => {
      const { cells, relations } = table(counts)
      const suppressed = suppress(cells, relations, THRESHOLD)
      for (const [at, { people }] of cells.entries()) {
        if (people === 0) continue
        if (people < THRESHOLD && !suppressed.has(at)) return false
        if (!suppressed.has(at)) continue
        // An attacker who knows all that is published, and that nobody can be counted less than once.
        const bound = (direction: string) => {
          const lines = relations.map(({ total, parts }, line) => {
            const known = sum([
              suppressed.has(total) ? 0 : cells[total]?.people,
              ...parts.map((part) => (suppressed.has(part) ? 0 : -(cells[part]?.people ?? 0))),
            ])
            const unknown = [
              ...parts.filter((part) => suppressed.has(part)).map((part) => `+ x${part}`),
              ...(suppressed.has(total) ? [`- x${total}`] : []),
            ]
            return unknown.length === 0 ? '' : ` c${line}: ${unknown.join(' ')} = ${known}\n`
          })
          const solution = highs.solve(
            `${direction}\n obj: x${at}\nSubject To\n${lines.join('')} top: x${at} <= 100000\nEnd`,
          )
          if (solution.Status !== 'Optimal') throw new Error(solution.Status)
          return solution.ObjectiveValue
        }
        if (bound('Maximize') - bound('Minimize') < 1) return false
      }
      return true
    }),
    { numRuns },
  )
})
