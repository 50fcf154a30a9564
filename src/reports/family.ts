import { type CountRelation, suppress } from '../suppression/index.ts'
import type { Cell } from './cells-store.ts'

/** Fewer people than this are nobody's business. */
export const THRESHOLD = 5

const isPeriod = { year: /^\d{4}$/, quarter: /^\d{4}-Q\d$/, month: /^\d{4}-\d{2}$/ } as const

export type PeriodKind = 'all' | keyof typeof isPeriod

/** Of which kind a period is. */
export function kindOf(period: string): PeriodKind {
  if (period === 'all') return 'all'
  if (isPeriod.year.test(period)) return 'year'
  return isPeriod.quarter.test(period) ? 'quarter' : 'month'
}

/** The next longer period that a period is in; undefined for all time. */
function periodAbove(period: string): string | undefined {
  switch (kindOf(period)) {
    case 'all':
      return undefined
    case 'year':
      return 'all'
    case 'quarter':
      return period.slice(0, 4)
    case 'month':
      return `${period.slice(0, 4)}-Q${Math.ceil(Number(period.slice(5)) / 3)}`
  }
}

/**
 * Which cells of a place may be published, decided for everything that can ever be asked about it at
 * once: whoever asks for all slices of all periods and adds and takes away learns no more than from
 * one of them. Every sum that a reader could form is a relation: the slices of a period, and the
 * parts of a longer period.
 *
 * @param cells - all of a place with anybody in them
 * @returns those that are suppressed
 */
export function suppressedOf(cells: readonly Cell[]): Set<Cell> {
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
    slices.set(dimension, [...(slices.get(dimension) ?? []), at])
  }
  // The same people take part here and there, this month and the next.
  const relations: CountRelation[] = [...parts].flatMap(([total, { slices, periods }]) =>
    [...slices.values(), periods]
      .filter((some) => some.length > 0)
      .map((some) => ({ total, parts: some, overlapping: true })),
  )
  const people = cells.map(({ participants }) => ({ people: participants }))
  const found = suppress(people, relations, THRESHOLD)
  return new Set(cells.filter((_, at) => found.has(at)))
}

function nameOf({
  dimension,
  value,
  period,
}: Pick<Cell, 'dimension' | 'value' | 'period'>): string {
  return `${dimension} ${value} ${period}`
}
