// Whoever asks for every report of a place, and adds, takes away and compares, isolates nobody.
import fc from 'fast-check'
import highsModule from 'highs'
import t from 'tap'
import {
  type Cell,
  type Counted,
  restsOf,
  type Suppressed,
  suppressedOf,
  TARGET_THRESHOLD,
  THRESHOLD,
} from '../../src/reports/index.ts'
import { type Award, above, cellsOf, partsOf, published } from './counted.ts'

// The whole: WAYMARK_TEST_COUNT=400.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 15)
const seed = process.env.WAYMARK_TEST_SEED
const given = { endOnFailure: true, ...(seed && { seed: Number(seed) }) }

const MONTHS = ['2025-01', '2025-02', '2025-05', '2025-11', '2026-01', '2026-03']
const span = fc.record({
  from: fc.nat({ max: 40 }),
  count: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 })),
})
const traits = (...values: string[]) =>
  fc.array(fc.record({ span, value: fc.constantFrom(...values) }), { maxLength: 4 })

/** Populations with large and small corners: many learners at one issuer, single ones at others. */
const populations = fc
  .record({
    groups: fc.array(
      fc.record({
        span,
        issuer: fc.constantFrom('a', 'b', 'c'),
        layer: fc.constantFrom('Engage', 'Lead', 'none'),
        themes: fc.subarray(['Media', 'Sport'], { minLength: 1 }),
        month: fc.constantFrom(...MONTHS),
        opportunity: fc.constantFrom(null, '1', '2'),
      }),
      { minLength: 1, maxLength: 14 },
    ),
    ageBand: traits('13-15', '16-17', '18-or-over'),
    area: traits('Docks', 'Old Town'),
    target: traits('Yes', 'No', 'Prefer not to say'),
    claimed: traits('yes'),
  })
  .map(({ groups, ...known }) => {
    const of = (trait: keyof typeof known, learner: number) =>
      known[trait].findLast(
        ({ span: { from, count } }) => learner >= from && learner < from + count,
      )?.value ?? 'not-known'
    return groups.flatMap(({ span: { from, count }, month, issuer, opportunity, ...group }) =>
      Array.from({ length: count }, (_, at): Award => {
        const learner = from + at
        return {
          learner: String(learner),
          day: `${month}-11`,
          issuer,
          ...group,
          opportunity: opportunity && `${issuer}${opportunity}`,
          // Learners grow older.
          ageBand: month > '2025-06' && learner % 7 === 0 ? '18-or-over' : of('ageBand', learner),
          area: of('area', learner),
          targets: { care: of('target', learner) },
          claimed: of('claimed', learner) === 'yes',
        }
      }),
    )
  })

type Group = Pick<Award, 'issuer' | 'day' | 'layer' | 'themes'> & {
  opportunity?: string
  first: number
  last: number
}

/** One award to each from the first to the last; those up to a number are of the Docks. */
function awardsTo(groups: readonly Group[], lastOfDocks = 0): Award[] {
  return groups.flatMap(({ first, last, opportunity = null, ...group }) =>
    Array.from({ length: last - first + 1 }, (_, at): Award => {
      const area = first + at <= lastOfDocks ? 'Docks' : 'not-known'
      const traits = { ageBand: 'not-known', area, targets: {}, claimed: false }
      return { learner: `${first + at}`, ...group, opportunity, ...traits }
    }),
  )
}

/**
 * Of 22 learners about 16 have several badges, as the theme of all tells: of the 15 in one area at most
 * the 11 further badges, and so all but two in the other.
 */
const severalAtMost = awardsTo(
  [
    { issuer: 'b', day: '2025-11-11', layer: 'Engage', themes: ['Sport'], first: 3, last: 22 },
    {
      issuer: 'c',
      day: '2025-11-11',
      layer: 'none',
      themes: ['Media', 'Sport'],
      first: 1,
      last: 18,
    },
  ],
  7,
)

/**
 * Of 91 badges 90 are of one theme, and of the two opportunities one: the other is in a period of which
 * nothing is published, and there are no more badges in it than the one that is left.
 */
const oneElsewhere = awardsTo([
  {
    issuer: 'b',
    day: '2025-05-11',
    layer: 'none',
    themes: ['Media'],
    opportunity: 'b1',
    first: 19,
    last: 31,
  },
  {
    issuer: 'a',
    day: '2025-11-11',
    layer: 'Lead',
    themes: ['Media', 'Sport'],
    first: 40,
    last: 62,
  },
  {
    issuer: 'c',
    day: '2025-11-11',
    layer: 'none',
    themes: ['Media', 'Sport'],
    first: 36,
    last: 47,
  },
  {
    issuer: 'b',
    day: '2026-01-11',
    layer: 'Engage',
    themes: ['Media'],
    opportunity: 'b1',
    first: 2,
    last: 39,
  },
  {
    issuer: 'c',
    day: '2025-02-11',
    layer: 'Engage',
    themes: ['Sport'],
    opportunity: 'c2',
    first: 20,
    last: 20,
  },
  { issuer: 'c', day: '2026-03-11', layer: 'Engage', themes: ['Media'], first: 30, last: 33 },
])

/**
 * Everybody of all time took part in 2026 again, so as many of the Docks did as there ever were: ten whom
 * b awarded, and four whom others did, of whom it knows by their badges of the year before.
 */
const everybodyAgain = awardsTo(
  [
    { issuer: 'b', day: '2025-11-11', layer: 'Lead', themes: ['Sport'], first: 1, last: 40 },
    { issuer: 'b', day: '2026-03-11', layer: 'Lead', themes: ['Sport'], first: 1, last: 10 },
    { issuer: 'a', day: '2026-03-11', layer: 'Lead', themes: ['Sport'], first: 11, last: 40 },
  ],
  14,
)

type Sum = { total: number; parts: number[]; kind: 'periods' | string }

/** What everybody knows of the counts: what is the sum of what, or is at most and at least. */
function sumsOf(cells: readonly Cell[]): Sum[] {
  const dimensions = [...new Set(cells.map(({ dimension }) => dimension))]
  return cells.flatMap((cell, total): Sum[] => {
    const where = (test: (other: Cell) => boolean) =>
      cells.flatMap((other, at) => (test(other) ? [at] : []))
    const periods = where(
      (other) =>
        other.dimension === cell.dimension &&
        other.value === cell.value &&
        above(other.period) === cell.period,
    )
    const slices =
      cell.dimension !== 'all'
        ? []
        : dimensions
            .filter((dimension) => dimension !== 'all')
            .map((kind) => ({
              total,
              kind,
              parts: where(({ dimension, period }) => dimension === kind && period === cell.period),
            }))
    return [{ total, parts: periods, kind: 'periods' }, ...slices].filter(
      ({ parts }) => parts.length > 0,
    )
  })
}

/** Whether the parts of a sum share no learner, award, opportunity. */
const isExact = (measure: string, kind: string) =>
  measure === 'b'
    ? kind !== 'theme'
    : measure === 'o'
      ? kind === 'issuer'
      : kind === 'area' || kind.startsWith('target:')

/** Everything that is known to who has read every report, as a linear program. */
function knowledge(cells: readonly Cell[], suppressed: Suppressed): string[] {
  const rules = sumsOf(cells).flatMap(({ total, parts, kind }) =>
    ['p', 'b', 'o', 'c', 's'].flatMap((measure) => {
      const sum = parts.map((part) => `+ ${measure}${part}`).join(' ')
      if (isExact(measure, kind)) return [`${sum} - ${measure}${total} = 0`]
      const each = parts.map((part) => `${measure}${total} - ${measure}${part} >= 0`)
      // Two badges of one learner may be in two parts, and several in neither.
      return measure === 's' ? each : [...each, `${sum} - ${measure}${total} >= 0`]
    }),
  )
  for (const [at, cell] of cells.entries()) {
    rules.push(`b${at} - p${at} - s${at} >= 0`, `p${at} - s${at} >= 0`, `p${at} - c${at} >= 0`)
    rules.push(`b${at} - o${at} >= 0`, `b${at} <= 1000`)
    const told = published(cell, suppressed)
    if (told === null) continue
    rules.push(`p${at} = ${told.participants}`, `o${at} = ${told.opportunities}`)
    if (told.badges !== null) rules.push(`b${at} = ${told.badges}`)
    for (const [name, share] of [
      ['s', told.several],
      ['c', told.claimed],
    ] as const) {
      if (share === null) continue
      rules.push(`${name}${at} >= ${(share - 0.025) * told.participants}`)
      rules.push(`${name}${at} <= ${(share + 0.025) * told.participants}`)
    }
  }
  return rules.map((rule, line) => ` r${line}: ${rule}`)
}

/** What must not be known to within one: what is about few people. */
function secretsOf(cells: readonly Cell[], suppressed: Suppressed): string[] {
  return cells.flatMap((cell, at) => {
    const { dimension, value, participants } = cell
    const few =
      dimension.startsWith('target:') && value !== 'not-known' ? TARGET_THRESHOLD : THRESHOLD
    if (participants < few && !suppressed.cells.has(cell)) throw new Error(`${at} is published.`)
    const isFew = (count: number) => count > 0 && count < THRESHOLD
    const tells = (count: number) => isFew(count) || (count > 0 && isFew(participants - count))
    return [
      ...(participants < few ? [`p${at}`, `b${at}`] : []),
      ...(tells(cell.several) ? [`s${at}`] : []),
      ...(tells(cell.claimed) ? [`c${at}`] : []),
    ]
  })
}

const nameOf = ({ dimension, value, period }: Cell) => `${dimension} ${value} ${period}`
const isAnswer = ({ dimension }: Cell) => dimension.startsWith('target:')

/**
 * What somebody knows besides of whom some issuers awarded: who they are, but not what they answered.
 * All others are q, and what they were awarded is the rest of the badges.
 */
function ownKnowledge(cells: readonly Cell[], own: ReadonlyMap<string, Cell>): string[] {
  const rules = sumsOf(cells).flatMap(({ total, parts, kind }) => {
    if ([total, ...parts].some((at) => isAnswer(cells[at] as Cell))) return []
    const sum = parts.map((part) => `+ q${part}`).join(' ')
    if (isExact('p', kind)) return [`${sum} - q${total} = 0`]
    return [...parts.map((part) => `q${total} - q${part} >= 0`), `${sum} - q${total} >= 0`]
  })
  for (const [at, cell] of cells.entries()) {
    if (isAnswer(cell)) continue
    const mine = own.get(nameOf(cell)) ?? { ...cell, ...NOBODY }
    const { participants, badges, several, claimed } = mine
    rules.push(`p${at} >= ${participants}`, `p${at} - q${at} >= 0`, `b${at} >= ${badges}`)
    rules.push(`p${at} - q${at} <= ${participants}`, `b${at} - q${at} >= ${badges}`)
    rules.push(`s${at} >= ${several}`, `c${at} >= ${claimed}`)
    rules.push(`p${at} - c${at} >= ${participants - claimed}`)
    // Whoever asks for an issuer, and is not it, knows that it has nothing of the others.
    if (cell.dimension === 'issuer' && participants > 0) rules.push(`b${at} = ${badges}`)
    if (cell.dimension === 'issuer' && participants > 0) rules.push(`q${at} = 0`)
  }
  return rules.map((rule, line) => ` k${line}: ${rule}`)
}

const NOBODY = { participants: 0, badges: 0, several: 0, claimed: 0 }

/** What must not be known of the others: by cell, which variable of what is about few of them. */
function ownSecrets(
  cells: readonly Cell[],
  own: ReadonlyMap<string, Cell>,
  others: ReadonlyMap<string, Cell>,
): string[] {
  const isFew = (count: number) => count > 0 && count < THRESHOLD
  return cells.flatMap((cell, at) => {
    if (isAnswer(cell)) return []
    const mine = own.get(nameOf(cell)) ?? { ...cell, ...NOBODY }
    const left = others.get(nameOf(cell))?.participants ?? 0
    return [
      ...(isFew(left) ? [`q${at}`, `b${at}`] : []),
      ...(isFew(cell.participants - mine.participants) ? [`p${at}`] : []),
      ...(isFew(cell.several - mine.several) ? [`s${at}`] : []),
      ...(isFew(cell.claimed - mine.claimed) ? [`c${at}`] : []),
    ]
  })
}

const byName = (cells: readonly Cell[]) => new Map(cells.map((cell) => [nameOf(cell), cell]))

/** Everything that is published of a place with these awards, and of others beside it, to a reader. */
function report(
  issuerIds: string[],
  awards: readonly Award[],
  { beside = [], reader = null }: { beside?: string[][]; reader?: string | null } = {},
) {
  const placeOf = (members: string[]): Counted => {
    const some = awards.filter(({ issuer }) => members.includes(issuer))
    return { issuerIds: members, cells: cellsOf(some), parts: partsOf(some) }
  }
  const place = placeOf(issuerIds)
  const rests = restsOf(place, beside.map(placeOf), reader, THRESHOLD)
  return { cells: place.cells, suppressed: suppressedOf(place.cells, rests) }
}

/** Whether a range so wide holds one whole number only; what is solved is not exact to the last digit. */
const isSingle = (width: number) => width < 1 - 1e-6

type Highs = Awaited<ReturnType<typeof highsModule.default>>

/** @throws Error when a secret is known to within one to who knows these rules */
function mustHide(
  highs: Highs,
  cells: readonly Cell[],
  rules: readonly string[],
  secrets: readonly string[],
): void {
  const program = rules.join('\n')
  // Every solution shows how else it could be, of all secrets at once.
  const seen = new Map(secrets.map((name) => [name, { least: Infinity, most: -1 }]))
  const open = () =>
    [...seen].filter(([, { least, most }]) => isSingle(most - least)).map(([name]) => name)
  const look = (direction: string, names: readonly string[]) => {
    const goal = names.map((name) => `+ ${name}`).join('\n ')
    const solution = highs.solve(`${direction}\n obj: ${goal}\nSubject To\n${program}\nEnd`)
    if (solution.Status !== 'Optimal') throw new Error(solution.Status)
    for (const [name, range] of seen) {
      const { Primal } = solution.Columns[name] as { Primal: number }
      range.least = Math.min(range.least, Primal)
      range.most = Math.max(range.most, Primal)
    }
  }
  if (seen.size === 0) return
  for (const direction of ['Maximize', 'Minimize']) look(direction, [...seen.keys()])
  for (let [name] = open(); name !== undefined; [name] = open()) {
    look('Maximize', [name])
    look('Minimize', [name])
    const { least, most } = seen.get(name) as { least: number; most: number }
    if (isSingle(most - least)) {
      const at = Number(name.slice(1))
      throw new Error(`${name} is ${least}..${most}: ${JSON.stringify(cells[at])}`)
    }
  }
}

// Its types say module where CommonJS exports the function itself.
const solver = () => (highsModule as unknown as typeof highsModule.default)()

t.test('no count about few people follows from what is published', async () => {
  const highs = await solver()
  fc.assert(
    fc.property(populations, (awards) => {
      const { cells, suppressed } = report(['a', 'b', 'c'], awards)
      // An answer that nobody gave in a period has a row like one that few gave.
      const rows = [...new Set([...cells, ...suppressed.cells])]
      mustHide(highs, cells, knowledge(rows, suppressed), secretsOf(cells, suppressed))
      return true
    }),
    { numRuns, examples: [[severalAtMost], [oneElsewhere]], ...given },
  )
})

t.test('nor does an issuer of the place learn of few whom only others awarded', async () => {
  const highs = await solver()
  fc.assert(
    fc.property(populations, fc.constantFrom('a', 'b', 'c'), (awards, reader) => {
      const { cells, suppressed } = report(['a', 'b', 'c'], awards, { reader })
      const own = byName(cellsOf(awards.filter(({ issuer }) => issuer === reader)))
      const others = byName(cellsOf(awards.filter(({ issuer }) => issuer !== reader)))
      const rows = [...new Set([...cells, ...suppressed.cells])]
      const rules = [...knowledge(rows, suppressed), ...ownKnowledge(rows, own)]
      mustHide(highs, rows, rules, ownSecrets(rows, own, others))
      return true
    }),
    { numRuns, examples: [[everybodyAgain, 'b']], ...given },
  )
})

t.test('nor does who reads two places of which one has a member more', async () => {
  fc.assert(
    fc.property(populations, (awards) => {
      const large = report(['a', 'b', 'c'], awards, { beside: [['a', 'b']] })
      const small = report(['a', 'b'], awards, { beside: [['a', 'b', 'c']] })
      const more = byName(cellsOf(awards.filter(({ issuer }) => issuer === 'c')))
      const isFew = (count: number) => count > 0 && count < THRESHOLD
      for (const cell of small.cells) {
        const whole = large.cells.find((one) => nameOf(one) === nameOf(cell)) as Cell
        if (isAnswer(cell)) continue
        const told = [published(whole, large.suppressed), published(cell, small.suppressed)]
        if (told.includes(null)) continue
        const alone = whole.participants - cell.participants
        if (isFew(alone) || isFew(more.get(nameOf(cell))?.participants ?? 0)) {
          throw new Error(`${nameOf(cell)} tells of few of the third.`)
        }
      }
      return true
    }),
    { numRuns: 3 * numRuns, ...given },
  )
})
