import { type CountRelation, suppress } from '../suppression/index.ts'
import { NOT_KNOWN } from './age-bands.ts'
import type { Cell } from './cells-store.ts'
import { periodAbove } from './periods.ts'

/** Fewer people than this are nobody's business. */
export const THRESHOLD = 5
/** What people said of themselves for equality is nobody's business of fewer than this. */
export const TARGET_THRESHOLD = 10
/** A share of fewer people would tell of single ones. */
const SHARED_BY = 20

/** What of the cells of a place is not published. */
export type Suppressed = {
  /** Nothing of these. */
  cells: ReadonlySet<Cell>
  /** Not how many badges: next to the participants they would tell how few have more than one. */
  badges: ReadonlySet<Cell>
  /** Not how many have more than one badge, nor what follows from it. */
  several: ReadonlySet<Cell>
  /** Not how many came and made their record theirs. */
  claimed: ReadonlySet<Cell>
}

/** Whether a dimension is what people said of themselves for equality. */
export const isTarget = (dimension: string) => dimension.startsWith('target:')

/**
 * Which cells of a place may be published, decided for everything that can ever be asked about it at
 * once: whoever asks for all slices of all periods and adds and takes away learns no more than from
 * one of them. Every sum that a reader could form is a relation: the slices of a period, and the
 * parts of a longer period.
 *
 * @param cells - all of a place with anybody in them
 */
export function suppressedOf(cells: readonly Cell[]): Suppressed {
  const all = withNobody(cells)
  const relations = relationsOf(all)
  const hidden = hiddenOf(all, relations)
  /** The measure has a count of people of its own; what has no row has none of it. */
  const measure = (people: (cell: Cell) => number) => {
    const found = suppress(
      all.map((cell, at) => ({ people: hidden.has(at) ? 1 : people(cell) })),
      relations,
      THRESHOLD,
    )
    return new Set(all.filter((_, at) => found.has(at)))
  }
  /** A share tells of those who do, and of those who do not. */
  const share = (count: (cell: Cell) => number) =>
    measure((cell) =>
      cell.participants < SHARED_BY ? 1 : Math.min(count(cell), cell.participants - count(cell)),
    )
  return {
    cells: new Set(all.filter((_, at) => hidden.has(at))),
    badges: measure(({ badges, participants }) => badges - participants),
    several: share(({ several }) => several),
    claimed: share(({ claimed }) => claimed),
  }
}

/**
 * What is suppressed, with all its shorter periods: a published part of a suppressed count would say
 * how many there are at least.
 */
function hiddenOf(cells: readonly Cell[], relations: readonly CountRelation[]): Set<number> {
  const hidden = new Set<number>()
  for (let size = -1; size < hidden.size; ) {
    const found = suppress(
      cells.map((cell, at) => ({ people: hidden.has(at) ? 1 : weightOf(cell) })),
      relations,
      TARGET_THRESHOLD,
    )
    size = found.size
    for (const at of found) hidden.add(at)
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
  return participants < THRESHOLD ? participants : participants + TARGET_THRESHOLD - THRESHOLD
}

/** The cells, and an empty one for each answer that some gave, but nobody in the period. */
function withNobody(cells: readonly Cell[]): Cell[] {
  const targets = cells.filter(({ dimension }) => isTarget(dimension))
  const known = new Set(targets.map(nameOf))
  const given = targets.filter(({ value, period }) => value !== NOT_KNOWN && period === 'all')
  // Where all say the same, nobody says anything else.
  const alike = [...Map.groupBy(given, ({ dimension }) => dimension).values()]
    .filter(({ length }) => length === 1)
    .flatMap(([answer]) => (answer === undefined ? [] : [{ ...answer, value: '' }]))
  const answers = [...given, ...alike]
  const periods = cells.filter(({ dimension }) => dimension === 'all').map(({ period }) => period)
  const empty = answers.flatMap((answer) =>
    periods.map((period) => ({ ...answer, ...NOBODY, period })),
  )
  return [...cells, ...empty.filter((cell) => !known.has(nameOf(cell)))]
}

const NOBODY = {
  participants: 0,
  badges: 0,
  several: 0,
  claimed: 0,
  returns: 0,
  returnDays: 0,
  opportunities: 0,
}

function relationsOf(cells: readonly Cell[]): CountRelation[] {
  const positions = new Map(cells.map((cell, at) => [nameOf(cell), at]))
  const parts = new Map<number, { slices: Map<string, number[]>; periods: number[] }>()
  const partsOf = (total: number) => {
    const known = parts.get(total) ?? { slices: new Map<string, number[]>(), periods: [] }
    parts.set(total, known)
    return known
  }
  for (const [at, cell] of cells.entries()) {
    const { dimension, value, period } = cell
    const above = periodAbove(period)
    const longer =
      above === undefined ? undefined : positions.get(nameOf({ dimension, value, period: above }))
    if (longer !== undefined) partsOf(longer).periods.push(at)
    if (dimension === 'all') continue
    const whole = positions.get(nameOf({ dimension: 'all', value: 'all', period }))
    if (whole === undefined) continue
    const { slices } = partsOf(whole)
    const slice = slices.get(dimension)
    if (slice === undefined) slices.set(dimension, [at])
    else slice.push(at)
  }
  // The same people take part here and there, this month and the next.
  return [...parts].flatMap(([total, { slices, periods }]) =>
    [...slices.values(), periods]
      .filter((some) => some.length > 0)
      .map((some) => ({ total, parts: some, overlapping: true })),
  )
}

function nameOf({
  dimension,
  value,
  period,
}: Pick<Cell, 'dimension' | 'value' | 'period'>): string {
  return `${dimension} ${value} ${period}`
}
