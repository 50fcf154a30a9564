// Whoever asks for every report of a place, and adds and takes away, isolates nobody.
import fc from 'fast-check'
import highsModule from 'highs'
import t from 'tap'
import { type Cell, suppressedOf, THRESHOLD } from '../../src/reports/index.ts'

// The whole: WAYMARK_TEST_COUNT=500.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 12)

type Award = { learner: number; issuer: string; layer: string; month: string }

const MONTHS = ['2025-01', '2025-02', '2025-05', '2025-11', '2026-01', '2026-03']

/** Populations with large and small corners: many learners at one issuer, single ones at others. */
const populations = fc
  .array(
    fc.record({
      issuer: fc.constantFrom('a', 'b', 'c'),
      layer: fc.constantFrom('Engage', 'Lead', 'none'),
      month: fc.constantFrom(...MONTHS),
      from: fc.nat({ max: 40 }),
      count: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 })),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((groups) =>
    groups.flatMap(({ from, count, ...award }): Award[] =>
      Array.from({ length: count }, (_, at) => ({ learner: from + at, ...award })),
    ),
  )

const above = (period: string) =>
  period === 'all'
    ? null
    : /^\d{4}$/.test(period)
      ? 'all'
      : period.includes('Q')
        ? period.slice(0, 4)
        : `${period.slice(0, 4)}-Q${Math.ceil(Number(period.slice(5)) / 3)}`

/** Every cell of a population, as the database has them. */
function cellsOf(awards: Award[]): Cell[] {
  const cells = new Map<string, { cell: Cell; learners: Set<number> }>()
  for (const { learner, issuer, layer, month } of awards) {
    for (let period: string | null = month; period !== null; period = above(period)) {
      for (const [dimension, value] of [
        ['all', 'all'],
        ['issuer', issuer],
        ['layer', layer],
      ] as const) {
        const name = `${dimension} ${value} ${period}`
        const known = cells.get(name) ?? {
          cell: {
            dimension,
            value,
            period,
            participants: 0,
            badges: 0,
            several: 0,
            returns: 0,
            returnDays: 0,
          },
          learners: new Set<number>(),
        }
        cells.set(name, known)
        known.learners.add(learner)
        known.cell.badges += 1
        known.cell.participants = known.learners.size
      }
    }
  }
  return [...cells.values()].map(({ cell }) => cell)
}

/** What everybody knows of the counts: what is the sum of what. */
function sumsOf(cells: Cell[]): { total: number; parts: number[] }[] {
  return cells.flatMap((cell, total) => {
    const periods = cells.flatMap((other, at) =>
      other.dimension === cell.dimension &&
      other.value === cell.value &&
      above(other.period) === cell.period
        ? [at]
        : [],
    )
    const slices =
      cell.dimension !== 'all'
        ? []
        : (['issuer', 'layer'] as const).map((dimension) =>
            cells.flatMap((other, at) =>
              other.dimension === dimension && other.period === cell.period ? [at] : [],
            ),
          )
    return [periods, ...slices]
      .filter(({ length }) => length > 0)
      .map((parts) => ({ total, parts }))
  })
}

t.test('no count about few people follows from what is published', async () => {
  // Its types say module where CommonJS exports the function itself.
  const highs = await (highsModule as unknown as typeof highsModule.default)()
  fc.assert(
    fc.property(populations, (awards) => {
      const cells = cellsOf(awards)
      const suppressed = suppressedOf(cells)
      const sums = sumsOf(cells)
      const known = cells.flatMap((cell, at) => {
        if (suppressed.has(cell)) return []
        return [` b${at} = ${cell.badges}`, ` p${at} = ${cell.participants}`]
      })
      const rules = [
        ...sums.flatMap(({ total, parts }) => [
          ` ${parts.map((part) => `+ b${part}`).join(' ')} - b${total} = 0`,
          ` ${parts.map((part) => `+ p${part}`).join(' ')} - p${total} >= 0`,
          ...parts.map((part) => ` p${total} - p${part} >= 0`),
        ]),
        ...cells.flatMap((_, at) => [` b${at} - p${at} >= 0`, ` b${at} <= 100000`]),
        ...known,
      ]
      const bound = (direction: string, name: string) => {
        const problem = `${direction}\n obj: ${name}\nSubject To\n${rules.join('\n')}\nEnd`
        const { Status, ObjectiveValue } = highs.solve(problem)
        if (Status !== 'Optimal') throw new Error(Status)
        return ObjectiveValue
      }
      return cells.every((cell, at) => {
        if (cell.participants >= THRESHOLD) return true
        if (!suppressed.has(cell)) return false
        return [`b${at}`, `p${at}`].every(
          (name) => bound('Maximize', name) - bound('Minimize', name) >= 1,
        )
      })
    }),
    { numRuns },
  )
})
