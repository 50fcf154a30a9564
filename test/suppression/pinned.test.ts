import fc from 'fast-check'
import t from 'tap'
import { type Parts, pinned as pinnedBy, type Range } from '../../src/suppression/index.ts'

// The whole: WAYMARK_TEST_COUNT=2000.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 100)
const seed = process.env.WAYMARK_TEST_SEED

/** Where a count is known it is known exactly. */
function pinned(rules: Parts[], known: (number | undefined)[], asked: number[]) {
  const ranges = known.map((count): Range | undefined =>
    count === undefined ? undefined : { low: count, high: count },
  )
  return pinnedBy(rules, ranges, asked)
}

const of = (total: number, ...parts: number[]): Parts => ({
  total,
  parts,
  together: 'exact',
})
const within = (total: number, ...parts: number[]): Parts => ({
  total,
  parts,
  together: 'enough',
})

t.test('where everybody took part again, as many of each area did as ever', async (t) => {
  // All time and 2026, in each: all, the Docks, elsewhere. Then the same of the years before.
  const years = [0, 1, 2].map((at) => within(at, at + 3, at + 6))
  const relations = [of(0, 1, 2), of(3, 4, 5), ...years]
  const known = [40, 14, 26, 40, ...Array<undefined>(5).fill(undefined)]
  const found = pinned(relations, known, [4, 5])
  t.strictSame([...found.keys()], [4, 5])
  t.strictSame([...(found.get(4) ?? [])].sort(), [1, 2, 3])

  t.equal(pinned(relations, known.with(3, 39), [4, 5]).size, 0, 'where one did not, it does not')
  t.equal(pinned(relations, known.with(3, undefined), [4, 5]).size, 0, 'nor where nobody is told')
})

t.test('who is in several parts is counted in each', async (t) => {
  const known = [9, 6, undefined]
  t.strictSame([...pinned([of(0, 1, 2)], known, [2]).keys()], [2])
  t.equal(pinned([within(0, 1, 2)], known, [2]).size, 0, 'three to nine')
  t.strictSame([...pinned([within(0, 1, 2)], [9, 0, undefined], [2]).keys()], [2])
})

/** Two sums over the same areas, the second for a part of the time, with as many in each as there are. */
const tables = fc
  .record({
    later: fc.array(fc.nat({ max: 3 }), { minLength: 2, maxLength: 3 }),
    earlier: fc.array(fc.nat({ max: 2 }), { minLength: 3, maxLength: 3 }),
    together: fc.constantFrom<Parts['together'][]>('exact', 'enough', 'unrelated'),
    isKnown: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  })
  .map(({ later, earlier, together, isKnown }) => {
    const all = later.map((count, at) => count + (earlier[at] ?? 0))
    const sum = (counts: number[]) => counts.reduce((one, other) => one + other, 0)
    const counts = [sum(all), ...all, sum(later), ...later]
    const row = all.length + 1
    const areas = (first: number) => all.map((_, at) => first + 1 + at)
    const relations: Parts[] = [
      { total: 0, parts: areas(0), together },
      { total: row, parts: areas(row), together },
      ...counts.slice(0, row).map((_, at) => within(at, at + row)),
    ].map((relation) =>
      // Of a longer period only a part is here: the rest of the time is one more part, not known.
      relation.total < row && relation.parts.length === 1
        ? { ...relation, parts: [...relation.parts, counts.length + relation.total] }
        : relation,
    )
    const known = [
      ...counts.map((count, at) => (isKnown[at] ? count : undefined)),
      ...all.map(() => undefined),
      undefined,
    ]
    return { counts, relations, known }
  })

/** Every way in which the counts that are not known can be, none above the most there is. */
function* ways(
  relations: readonly Parts[],
  known: readonly (number | undefined)[],
): Generator<readonly number[]> {
  const holds = (counts: readonly number[]) =>
    relations.every(({ total, parts, together }) => {
      const all = counts[total] as number
      const each = parts.map((at) => counts[at] as number)
      const sum = each.reduce((one, other) => one + other, 0)
      const fits = each.every((part) => part <= all)
      return fits && (together === 'unrelated' || (together === 'exact' ? sum === all : sum >= all))
    })
  const open = known.flatMap((count, at) => (count === undefined ? [at] : []))
  const counts = known.map((count) => count ?? 0)
  function* fill(left: readonly number[]): Generator<readonly number[]> {
    const [at, ...others] = left
    if (at === undefined) {
      if (holds(counts)) yield [...counts]
      return
    }
    for (counts[at] = 0; (counts[at] as number) <= 4; (counts[at] as number) += 1)
      yield* fill(others)
  }
  yield* fill(open)
}

t.test('nothing is said to follow that does not, and from nothing else', async (t) => {
  const result = fc.check(
    fc.property(tables, ({ counts, relations, known }) => {
      const unknown = known.flatMap((count, at) => (count === undefined ? [at] : []))
      fc.pre(unknown.length <= 6)
      const found = pinned(relations, known, unknown)
      for (const way of ways(relations, known)) {
        for (const at of found.keys()) {
          if (at < counts.length && way[at] !== counts[at]) {
            throw new Error(`${at} can be ${way[at]}, too.`)
          }
        }
      }
      for (const [at, because] of found) {
        const only = known.map((count, each) => (because.has(each) ? count : undefined))
        if (!pinned(relations, only, [at]).has(at)) throw new Error(`${at} follows from more.`)
      }
      return true
    }),
    { numRuns, ...(seed && { seed: Number(seed) }) },
  )
  t.notOk(result.failed, fc.defaultReportMessage(result) ?? '')
})
