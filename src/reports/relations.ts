import type { CountRelation } from '../suppression/index.ts'
import { NOT_KNOWN } from './age-bands.ts'
import type { Cell } from './cells-store.ts'
import { isTarget, nameOf } from './names.ts'
import { periodAbove } from './periods.ts'

/** The cells, and an empty one for each answer that some gave, but nobody in the period. */
export function withNobody(cells: readonly Cell[]): Cell[] {
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

/** Every sum that a reader could form. */
export function relationsOf(cells: readonly Cell[]): CountRelation[] {
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
