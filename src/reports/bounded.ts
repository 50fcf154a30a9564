import { type CountRelation, type Parts, pinned, type Range } from '../suppression/index.ts'
import type { Cell } from './cells-store.ts'
import { isTarget } from './names.ts'
import { isWithin, kindOf, periodAbove } from './periods.ts'
import type { Rest } from './rests.ts'
import { rangeOf } from './shares.ts'
import { isFew, type Suppressed, type Telling, THRESHOLD } from './suppressed.ts'

/** The counts of a cell, and what else there is of each: in this order one after the other. */
const COUNTS = ['participants', 'badges', 'several', 'claimed', 'opportunities'] as const
type Count = (typeof COUNTS)[number]

/** What is given up to hide a count, the first of these first. */
const GIVEN_UP = ['several', 'claimed', 'badges', 'cells'] as const
const SHORTEST_FIRST = ['month', 'quarter', 'year', 'all']

/** Somebody's view: what holds of the counts, what is known of them, what must not be found out. */
type View = { rules: Parts[]; known: (Range | undefined)[]; asked: number[] }

/**
 * Which of what is published must not be, as hidden counts follow from how large or small they can be
 * at all next to it: where as many took part in a month as ever did, everybody did again, and so as
 * many of each area as ever.
 *
 * @param views - every sum that a reader could form of the cells, and what is left for those who know
 *   a part
 * @returns what to give up, for each count that follows one; none when nothing follows
 */
export function tellingByBounds(
  cells: readonly Cell[],
  views: { relations: readonly CountRelation[]; rests: readonly (Rest | null)[] },
  suppressed: Suppressed,
): Telling[] {
  const toAll = viewOfAll(cells, views.relations, suppressed)
  const toOwners = views.rests.flatMap((rest) =>
    rest?.isOwn ? [viewOfOwner(cells, views.relations, toAll, rest)] : [],
  )
  const found = new Map<string, Telling>()
  for (const { rules, known, asked } of [toAll, ...toOwners]) {
    for (const because of pinned(rules, known, asked).values()) {
      const [first] = [...because]
        .flatMap((at) => tellingAt(cells, at))
        .sort((a, b) => rank(a) - rank(b))
      if (first !== undefined) found.set(`${first.measure} ${cells.indexOf(first.cell)}`, first)
    }
  }
  return [...found.values()]
}

/** What is lost least with: one measure of the shortest period, and in it of the fewest people. */
function rank({ measure, cell: { period, participants } }: Telling): number {
  const kind = SHORTEST_FIRST.indexOf(kindOf(period))
  return (GIVEN_UP.indexOf(measure) * SHORTEST_FIRST.length + kind) * 1e9 + participants
}

/** Opportunities are published with the participants. */
function tellingAt(cells: readonly Cell[], at: number): Telling[] {
  const count = COUNTS[Math.floor(at / cells.length)]
  const cell = cells[at % cells.length]
  if (count === undefined || cell === undefined) return []
  const isWhole = count === 'participants' || count === 'opportunities'
  return [{ measure: isWhole ? 'cells' : count, cell }]
}

/** What the parts of a sum of participants, badges and so on are together. */
function togetherIn(count: Count, cells: readonly Cell[], of: CountRelation): Parts['together'] {
  const { dimension } = cells[of.parts[0] as number] as Cell
  const isSlice = dimension !== 'all' && cells[of.total]?.dimension === 'all'
  switch (count) {
    case 'badges':
      return isSlice && dimension === 'theme' ? 'enough' : 'exact'
    case 'opportunities':
      return isSlice && dimension === 'issuer' ? 'exact' : 'enough'
    default:
      // Somebody has one area and one answer, in any period.
      if (isSlice && (dimension === 'area' || isTarget(dimension))) return 'exact'
      // Two badges of one learner may be in two parts, and several in neither.
      return count === 'several' ? 'unrelated' : 'enough'
  }
}

/** Where something of a cell is among all counts. */
type Position = (at: number) => number

function sumsOf(
  count: Count,
  cells: readonly Cell[],
  relations: readonly CountRelation[],
  position: Position,
): Parts[] {
  return relations.map((of) => ({
    total: position(of.total),
    parts: of.parts.map(position),
    together: togetherIn(count, cells, of),
  }))
}

function positionOf(count: Count, cells: readonly Cell[]): Position {
  return (at) => COUNTS.indexOf(count) * cells.length + at
}

const exactly = (count: number): Range => ({ low: count, high: count })

/** What everybody sees. */
function viewOfAll(
  cells: readonly Cell[],
  relations: readonly CountRelation[],
  suppressed: Suppressed,
): View {
  const { length } = cells
  const known = COUNTS.flatMap((count) =>
    cells.map((cell): Range | undefined => {
      if (suppressed.cells.has(cell)) return undefined
      if (count === 'participants' || count === 'opportunities') return exactly(cell[count])
      if (suppressed[count].has(cell)) return undefined
      return count === 'badges' ? exactly(cell.badges) : rangeOf(cell[count], cell.participants)
    }),
  )
  const sums = COUNTS.flatMap((count) => sumsOf(count, cells, relations, positionOf(count, cells)))
  /** Differences, which are counts as well: nobody says them, and where nobody is in two they add up. */
  const difference =
    (of: number): Position =>
    (at) =>
      (COUNTS.length + of) * length + at
  const [further, beyondSecond, single, unclaimed] = [0, 1, 2, 3].map(difference) as [
    Position,
    Position,
    Position,
    Position,
  ]
  const apart = relations.filter((of) => togetherIn('participants', cells, of) === 'exact')
  const differences = [further, beyondSecond, single, unclaimed].flatMap((position) =>
    sumsOf('participants', cells, apart, position),
  )
  const perCell = cells.flatMap((_, at): Parts[] => {
    const [people = 0, badges = 0, several = 0, claimed = 0, opportunities = 0] = COUNTS.map(
      (count) => positionOf(count, cells)(at),
    )
    return [
      { total: badges, parts: [people, further(at)], together: 'exact' },
      { total: further(at), parts: [several, beyondSecond(at)], together: 'exact' },
      { total: people, parts: [several, single(at)], together: 'exact' },
      { total: people, parts: [claimed, unclaimed(at)], together: 'exact' },
      { total: badges, parts: [opportunities], together: 'unrelated' },
    ]
  })
  const asked = cells.flatMap((cell, at) => {
    const { participants } = cell
    const tells = (count: number) =>
      count > 0 && [count, participants - count].some((each) => each > 0 && each < THRESHOLD)
    return [
      ...(isFew(cell, participants) ? (['participants', 'badges'] as const) : []),
      ...(['several', 'claimed'] as const).filter((count) => tells(cell[count])),
    ].map((count) => positionOf(count, cells)(at))
  })
  const first = (COUNTS.length + 4) * length
  const { rules: ofHidden, count } = hiddenTogether(cells, relations, suppressed, first)
  return {
    rules: [...sums, ...differences, ...perCell, ...ofHidden],
    known: [...known, ...Array<undefined>(4 * length + count).fill(undefined)],
    asked,
  }
}

/**
 * How many are in all hidden parts of a sum together is plain, though not in which: no more of them
 * are in a shorter period.
 *
 * @param first - position of the first of these counts, which come one after the other
 */
function hiddenTogether(
  cells: readonly Cell[],
  relations: readonly CountRelation[],
  suppressed: Suppressed,
  first: number,
): { rules: Parts[]; count: number } {
  const cellAt = (at: number | undefined) => cells[at as number] as Cell
  const slices = relations
    .filter((of) => togetherIn('participants', cells, of) === 'exact')
    .map(({ total, parts }) => {
      const { period } = cellAt(total)
      return { total, parts, period, dimension: cellAt(parts[0]).dimension }
    })
  const rules: Parts[] = []
  let count = 0
  for (const { parts, dimension, period } of slices) {
    const hidden = parts.map(cellAt).filter((cell) => suppressed.cells.has(cell))
    if (hidden.length < 2) continue
    const values = new Set(hidden.map(({ value }) => value))
    const together = new Map<string, number>()
    for (const shorter of slices) {
      if (shorter.dimension !== dimension || !isWithin(shorter.period, period)) continue
      const these = first + count
      const isHidden = (at: number) => values.has(cellAt(at).value)
      const others = shorter.parts.filter((at) => !isHidden(at))
      rules.push(
        { total: these, parts: shorter.parts.filter(isHidden), together: 'exact' },
        { total: shorter.total, parts: [...others, these], together: 'exact' },
      )
      together.set(shorter.period, these)
      count += 1
    }
    for (const [shorter, these] of together) {
      const total = together.get(periodAbove(shorter) ?? '')
      if (total !== undefined) rules.push({ total, parts: [these], together: 'unrelated' })
    }
  }
  return { rules, count }
}

/**
 * What an issuer sees that knows whom it awarded: behind what everybody does come those whom others
 * awarded, its own, the badges of its own, and how many more there are than those and one of each of
 * the others. Everybody is one of its own or of the others, or both.
 */
function viewOfOwner(
  cells: readonly Cell[],
  relations: readonly CountRelation[],
  { rules, known }: View,
  rest: Rest,
): View {
  const { length } = cells
  const others = (at: number) => known.length + at
  const isOpen = (at: number) => !isTarget((cells[at] as Cell).dimension)
  const open = [...cells.keys()].filter(isOpen)
  const sums = sumsOf(
    'participants',
    cells,
    relations.filter(({ total, parts }) => [total, ...parts].every(isOpen)),
    others,
  )
  const together = open.flatMap((at): Parts[] => {
    const [own, ownBadges, more] = [1, 2, 3].map((of) => others(of * length + at)) as [
      number,
      number,
      number,
    ]
    const badges = positionOf('badges', cells)(at)
    return [
      { total: at, parts: [others(at), own], together: 'enough' },
      { total: badges, parts: [others(at), ownBadges, more], together: 'exact' },
    ]
  })
  return {
    rules: [...rules, ...sums, ...together],
    known: [
      ...known,
      ...cells.map((cell) => (rest.isNothing(cell) ? exactly(0) : undefined)),
      ...cells.map((cell) => exactly(rest.taken(cell).participants)),
      ...cells.map((cell) => exactly(rest.taken(cell).badges)),
      ...cells.map(() => undefined),
    ],
    asked: open.flatMap((at) => {
      const cell = cells[at] as Cell
      return [
        ...(isFew(cell, rest.alone(cell)) ? [at] : []),
        ...(isFew(cell, rest.people(cell)) ? [others(at), positionOf('badges', cells)(at)] : []),
      ]
    }),
  }
}
