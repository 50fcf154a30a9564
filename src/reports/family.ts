import { type CountRelation, suppress } from '../suppression/index.ts'
import { NOT_KNOWN } from './age-bands.ts'
import { tellingByBounds } from './bounded.ts'
import type { Cell } from './cells-store.ts'
import { isTarget, nameOf } from './names.ts'
import { periodAbove } from './periods.ts'
import { relationsOf, withNobody } from './relations.ts'
import type { Rest } from './rests.ts'
import { NOTHING, type Suppressed, TARGET_THRESHOLD, THRESHOLD, withMore } from './suppressed.ts'

/** A share of fewer people would tell of single ones. */
const SHARED_BY = 20

/**
 * Which cells of a place may be published, decided for everything that can ever be asked about it at
 * once: whoever asks for all slices of all periods and adds and takes away learns no more than from
 * one of them. Every sum that a reader could form is a relation: the slices of a period, and the
 * parts of a longer period. The same holds of what is left for those who can take a part away, and of
 * what follows from how large and how small counts can be.
 *
 * @param cells - all of a place with anybody in them
 */
export function suppressedOf(cells: readonly Cell[], rests: readonly Rest[] = []): Suppressed {
  const all = withNobody(cells)
  const views: Views = { relations: relationsOf(all), rests: [null, ...rests] }
  let suppressed = suppressedWith(NOTHING, all, views)
  for (;;) {
    const telling = tellingByBounds(all, views, suppressed)
    if (telling.length === 0) return suppressed
    suppressed = suppressedWith(withMore(suppressed, telling), all, views)
  }
}

/** What is suppressed where this is already, so that no sum or difference leads back to any of it. */
function suppressedWith(already: Suppressed, all: readonly Cell[], views: Views): Suppressed {
  const positions = (cells: ReadonlySet<Cell>) =>
    all.flatMap((cell, at) => (cells.has(cell) ? [at] : []))
  const hidden = hiddenOf(all, views, positions(already.cells))
  /** The measure has a count of people of its own; what has no row has none of it. */
  const measure = (
    already: ReadonlySet<Cell>,
    people: (cell: Cell) => number,
    left: (rest: Rest, cell: Cell) => number,
  ) => {
    const found = hiddenToAll(
      views,
      new Set([...hidden, ...positions(already)]),
      THRESHOLD,
      (rest) =>
        all.map((cell) =>
          rest === null ? people(cell) : isLeft(rest, cell) ? left(rest, cell) : 0,
        ),
    )
    return new Set(all.filter((_, at) => found.has(at)))
  }
  /** A share tells of those who do, and of those who do not. */
  const share = (
    already: ReadonlySet<Cell>,
    count: (cell: Cell) => number,
    left: (rest: Rest, cell: Cell) => number,
  ) =>
    measure(
      already,
      (cell) =>
        cell.participants < SHARED_BY ? 1 : Math.min(count(cell), cell.participants - count(cell)),
      left,
    )
  return {
    cells: new Set(all.filter((_, at) => hidden.has(at))),
    badges: measure(already.badges, tellingBadges(all), (rest, cell) =>
      Math.abs(rest.further(cell)),
    ),
    several: share(
      already.several,
      ({ several }) => several,
      (rest, cell) => rest.several(cell),
    ),
    claimed: share(
      already.claimed,
      ({ claimed }) => claimed,
      (rest, cell) => fewest(rest.claimed(cell)),
    ),
  }
}

/**
 * How few the count of badges tells of. Themes overlap: what all badges are more than those of one is
 * not the count of another, but of those that are not of this one, which may be a single badge.
 */
function tellingBadges(cells: readonly Cell[]): (cell: Cell) => number {
  const totals = new Map(
    cells.flatMap(({ dimension, period, badges }) =>
      dimension === 'all' ? [[period, badges] as const] : [],
    ),
  )
  return (cell) => {
    const further = tellingFurther(cell)
    if (cell.dimension !== 'theme') return further
    const others = (totals.get(cell.period) ?? 0) - cell.badges
    return others > 0 && others < THRESHOLD ? others : further
  }
}

/**
 * How few the count of badges tells of, next to the participants: as many as there are further badges,
 * or as have no further one, for at most so many others have several.
 */
function tellingFurther({ badges, participants, several }: Cell): number {
  const alone = participants - several
  return alone === 0 ? badges - participants : Math.min(badges - participants, alone)
}

/** The counts as everybody sees them, and what is left of them for some. */
type Views = { relations: readonly CountRelation[]; rests: readonly (Rest | null)[] }

/** Who is left is nobody's answer: nobody knows a part of what others said of themselves. */
const isLeft = (rest: Rest, cell: Cell) => !isTarget(cell.dimension) && !rest.isNothing(cell)

/** The sums of what is left: where that is nothing there is nobody to hide, nor to hide behind. */
function leftOf(
  relations: readonly CountRelation[],
  counts: readonly number[],
): readonly CountRelation[] {
  const isHere = (at: number) => (counts[at] ?? 0) > 0
  return relations
    .filter(({ total, parts }) => isHere(total) && parts.some(isHere))
    .map((relation) => ({ ...relation, parts: relation.parts.filter(isHere) }))
}

/** The smaller of two counts that tells of anybody. */
function fewest(counts: readonly number[]): number {
  const told = counts.map(Math.abs).filter((count) => count > 0)
  return told.length === 0 ? 0 : Math.min(...told)
}

/** Suppresses until it is enough in every view. */
function hiddenToAll(
  { relations, rests }: Views,
  already: ReadonlySet<number>,
  threshold: number,
  peopleIn: (rest: Rest | null) => readonly number[],
): Set<number> {
  const counted = rests.map((rest) => {
    const counts = peopleIn(rest)
    return {
      relations: rest === null ? relations : leftOf(relations, counts),
      counts: counts.map((people) => ({ people })),
      size: -1,
    }
  })
  let hidden = new Set(already)
  for (;;) {
    const view = counted.find(({ size }) => size < hidden.size)
    if (view === undefined) return hidden
    hidden = suppress(view.counts, view.relations, threshold, 'published', hidden)
    view.size = hidden.size
  }
}

/**
 * What is suppressed, with all its shorter periods: a published part of a suppressed count would say
 * how many there are at least.
 */
function hiddenOf(cells: readonly Cell[], views: Views, already: readonly number[]): Set<number> {
  let hidden = new Set(already)
  for (let size = -1; size < hidden.size; ) {
    hidden = hiddenToAll(views, hidden, TARGET_THRESHOLD, (rest) =>
      cells.map((cell) =>
        rest === null ? weightOf(cell) : isLeft(rest, cell) ? heavy(rest.people(cell)) : 0,
      ),
    )
    size = hidden.size
    const names = new Set([...hidden].map((at) => nameOf(cells[at] as Cell)))
    for (const [at, cell] of cells.entries()) {
      const above = periodAbove(cell.period)
      if (above !== undefined && names.has(nameOf({ ...cell, period: above }))) hidden.add(at)
    }
  }
  return hidden
}

/**
 * How much a cell weighs against the higher threshold: elsewhere five people are enough. That nobody
 * gave an answer tells of all who did, and is hidden like one who gave it.
 */
function weightOf({ dimension, value, participants }: Cell): number {
  if (isTarget(dimension) && value !== NOT_KNOWN) return Math.max(1, participants)
  return heavy(participants)
}

const heavy = (people: number) =>
  people < THRESHOLD ? people : people + TARGET_THRESHOLD - THRESHOLD
