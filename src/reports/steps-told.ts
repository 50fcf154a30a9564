import type { Step } from '../requirements/index.ts'
import { type CountRelation, suppress } from '../suppression/index.ts'
import { cellOf, completionCell, countedSteps, STARTED, stepCells } from './step-cells.ts'
import { THRESHOLD } from './suppressed.ts'

/** What is told of a step; null: of few people or nobody, or it would lead back to such a count. */
export type StepTold = {
  step: Step
  fulfilled: number | null
  reached: number | null
  dropOff: number | null
}

/** What is told of a pathway in a place. */
export type PathwayTold = {
  started: number | null
  completed: number | null
  steps: StepTold[]
}

/** Counts are told to the nearest of these. */
const ROUNDED_TO = 5

/**
 * What may be told of a pathway. Counts of few are suppressed together with what leads back to them
 * by the sums that everybody knows: who completed a step and who did not are all who started, and
 * who came before a step completed it or dropped off.
 *
 * Steps overlap in more ways than sums: of two steps that are all there is, everybody knows how many
 * completed both. That is why what is told is rounded besides.
 *
 * @param people - how many there are in each cell
 */
export function stepsTold(
  steps: readonly Step[],
  people: ReadonlyMap<string, number>,
): PathwayTold {
  const sums = createSums(people)
  const shown = stepCells(steps).map(({ step, completed, before }) => {
    sums.rest(STARTED, completed)
    sums.rest(STARTED, before)
    return { step, completed, before, dropOff: sums.rest(before, completed) }
  })
  const complete = completionCell(steps)
  sums.rest(STARTED, complete)
  for (const [cell, together] of countedSteps(steps)) {
    if (together.length > 1) for (const id of together) sums.rest(cellOf([id]), cell)
  }
  const told = sums.told()
  return {
    started: told(STARTED),
    completed: told(complete),
    steps: shown.map(({ step, completed, before, dropOff }) => ({
      step,
      fulfilled: told(completed),
      reached: told(before),
      dropOff: dropOff === undefined ? null : told(dropOff),
    })),
  }
}

/** Cells, and those who are in one and not in another that is a part of it. */
function createSums(people: ReadonlyMap<string, number>) {
  const positions = new Map<string, number>()
  const counts: number[] = []
  const relations: CountRelation[] = []
  const add = (name: string, count: number): number => {
    const known = positions.get(name)
    if (known !== undefined) return known
    positions.set(name, counts.length)
    return counts.push(count) - 1
  }
  const countOf = (cell: string) => people.get(cell) ?? 0
  return {
    /** The name of those in a cell who are not in a part of it; undefined when these are the same. */
    rest(whole: string, part: string): string | undefined {
      if (whole === part) return undefined
      const name = `${whole} without ${part}`
      if (positions.has(name)) return name
      const total = add(whole, countOf(whole))
      const parts = [add(part, countOf(part)), add(name, countOf(whole) - countOf(part))]
      relations.push({ total, parts, overlapping: false })
      return name
    },
    told(): (name: string) => number | null {
      const hidden = suppress(
        counts.map((count) => ({ people: count })),
        relations,
        THRESHOLD,
      )
      return (name) => {
        const at = positions.get(name)
        const count = at === undefined ? countOf(name) : (counts[at] as number)
        if (count < THRESHOLD || (at !== undefined && hidden.has(at))) return null
        return Math.round(count / ROUNDED_TO) * ROUNDED_TO
      }
    },
  }
}
