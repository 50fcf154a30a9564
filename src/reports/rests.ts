import type { Cell, Part } from './cells-store.ts'
import { type CellName, nameOf } from './names.ts'

/** The counts of people, and of their badges, in a cell or in a part of it. */
type Counts = Pick<Cell, 'participants' | 'badges' | 'several' | 'claimed'>

/**
 * What is left of the cells of a place for somebody who knows a part of each and takes it away: a
 * member its own learners, a reader of two places the smaller one. It must tell of no fewer people
 * than the cells themselves.
 */
export type Rest = {
  /** Whether what is taken away is the reader's own, of which it knows everything. */
  isOwn: boolean
  /** What is taken away of a cell. */
  taken(cell: Cell): Counts
  /** How many learners are left who have nothing of what is taken away. */
  alone(cell: Cell): number
  /** How many learners are left, at least one when there is anything: not always all of them. */
  people(cell: Cell): number
  /** What is left beyond the first badge of each who is left. */
  further(cell: Cell): number
  /** Those who have several badges only by what is left. */
  several(cell: Cell): number
  /** Those who made their record theirs who are left, and those who did not. */
  claimed(cell: Cell): readonly number[]
  /** Whether it is plain that nothing is left of the cell. */
  isNothing(cell: Cell): boolean
}

/** The cells of a place, and what each of its issuers contributed. */
export type Counted = {
  issuerIds: readonly string[]
  cells: readonly Cell[]
  parts: readonly Part[]
}

const NONE: Counts = { participants: 0, badges: 0, several: 0, claimed: 0 }

/**
 * What a member of a place can find out about the others, and every reader about the difference to
 * another place whose members are some of this one's, or those of this one and more.
 *
 * @param reader - the issuer that reads; null: one that knows of no learners of its own
 * @param few - fewer people than this tell of single ones
 */
export function restsOf(
  place: Counted,
  others: readonly Counted[],
  reader: string | null,
  few: number,
): Rest[] {
  const partsIn = byCell(place)
  const ofReader =
    reader === null || place.issuerIds.length < 2 || !place.issuerIds.includes(reader)
      ? []
      : [
          rest(
            (cell) => cell,
            (cell) => partsIn(cell).get(reader) ?? NONE,
            place.issuerIds.filter((id) => id !== reader),
            partsIn,
            few,
            true,
          ),
        ]
  const ofPlaces = others.flatMap((other) => {
    const cells = new Map(other.cells.map((cell) => [nameOf(cell), cell]))
    const there = (cell: CellName) => cells.get(nameOf(cell)) ?? NONE
    const more = without(place, other)
    const less = without(other, place)
    if (less.length === 0 && more.length > 0) {
      return [rest((cell) => cell, there, more, partsIn, few)]
    }
    if (more.length === 0 && less.length > 0) {
      return [rest(there, (cell) => cell, less, byCell(other), few)]
    }
    return []
  })
  return [...ofReader, ...ofPlaces]
}

function without(one: Counted, other: Counted): string[] {
  return one.issuerIds.filter((id) => !other.issuerIds.includes(id))
}

/** What each issuer contributed to a cell. */
function byCell({ cells, parts }: Counted): (cell: CellName) => ReadonlyMap<string, Counts> {
  const known = new Map<string, Map<string, Counts>>()
  const add = (cell: CellName, issuerId: string, counts: Counts) => {
    const name = nameOf(cell)
    const of = known.get(name) ?? new Map<string, Counts>()
    known.set(name, of.set(issuerId, counts))
  }
  for (const part of parts) add(part, part.issuerId, part)
  for (const cell of cells) if (cell.dimension === 'issuer') add(cell, cell.value, cell)
  return (cell) => known.get(nameOf(cell)) ?? new Map()
}

/** What is left of one count when another is taken away: what these issuers contributed. */
function rest(
  whole: (cell: Cell) => Counts,
  taken: (cell: Cell) => Counts,
  issuerIds: readonly string[],
  partsIn: (cell: CellName) => ReadonlyMap<string, Counts>,
  few: number,
  isOwn = false,
): Rest {
  const left = (cell: Cell, count: (of: Counts) => number) =>
    count(whole(cell)) - count(taken(cell))
  const alone = (cell: Cell) => left(cell, ({ participants }) => participants)
  return {
    isOwn,
    taken,
    alone,
    people(cell) {
      const fewest = alone(cell)
      if (fewest > 0 && fewest < few) return fewest
      const parts = partsIn(cell)
      // Some may have badges of several of them: there are at least as many as the largest has.
      const most = issuerIds.map((id) => parts.get(id)?.participants ?? 0)
      return Math.max(fewest, ...most)
    },
    further: (cell) => left(cell, ({ badges, participants }) => badges - participants),
    several: (cell) => left(cell, ({ several }) => several),
    claimed: (cell) => [
      left(cell, ({ claimed }) => claimed),
      left(cell, ({ participants, claimed }) => participants - claimed),
    ],
    isNothing: ({ dimension, value }) => dimension === 'issuer' && !issuerIds.includes(value),
  }
}
