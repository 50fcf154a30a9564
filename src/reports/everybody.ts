import type { Cell } from './cells-store.ts'
import { nameOf } from './names.ts'
import { periodAbove } from './periods.ts'
import type { Rest } from './rests.ts'

/**
 * Which totals of periods must not be published because as many took part in a longer one: that is,
 * everybody of the longer one did again, so as many of each area are in both. Who takes their own
 * away, of whom they know the areas, would be told by the larger count of an area what is left in the
 * shorter period, which may be few.
 *
 * @param isFew - whether a count of people tells of single ones
 * @returns positions among the cells
 */
export function tellingOfEverybody(
  cells: readonly Cell[],
  rests: readonly Rest[],
  isFew: (people: number) => boolean,
): Set<number> {
  const positions = new Map(cells.map((cell, at) => [nameOf(cell), at]))
  const cellOf = (dimension: string, value: string, period: string) =>
    cells[positions.get(nameOf({ dimension, value, period })) ?? -1]
  const telling = new Set<number>()
  for (const cell of cells.filter(({ dimension }) => dimension === 'area')) {
    const { value, period } = cell
    const total = cellOf('all', 'all', period)
    if (total === undefined) continue
    for (let longer = periodAbove(period); longer !== undefined; longer = periodAbove(longer)) {
      const whole = cellOf('area', value, longer)
      if (whole === undefined) continue
      const isAll = cellOf('all', 'all', longer)?.participants === total.participants
      const tells = (rest: Rest) => isFew(rest.alone(cell)) && !isFew(rest.alone(whole))
      if (isAll && rests.some(tells)) telling.add(positions.get(nameOf(total)) as number)
    }
  }
  return telling
}
