import { lastNeeded, needsOf, type Step } from '../requirements/index.ts'

/** The cell of those who completed any step. */
export const STARTED = 'started'

/** A step, with the cells that tell of it. */
export type StepCells = {
  step: Step
  /** Those who completed it. */
  completed: string
  /** Those who completed what it cannot be completed without: everybody who started, or some steps. */
  before: string
}

/** The steps of a pathway in their order, with the cells that tell of each. */
export function stepCells(steps: readonly Step[]): StepCells[] {
  const needs = needsOf(steps)
  return steps.map((step) => ({
    step,
    completed: cellOf([step.id]),
    before: cellOf(needs.get(step.id) ?? []),
  }))
}

/** The cell of those who completed a pathway with these steps. */
export function completionCell(steps: readonly Step[]): string {
  return cellOf(lastNeeded(steps))
}

/** Every cell of steps that are counted together, with these steps. */
export function countedSteps(steps: readonly Step[]): Map<string, readonly string[]> {
  const together = [
    ...steps.map(({ id }) => [id]),
    ...needsOf(steps).values(),
    lastNeeded(steps),
  ].filter(({ length }) => length > 0)
  return new Map(together.map((ids) => [cellOf(ids), ids]))
}

/** The cell of those who completed all of these steps. */
export function cellOf(stepIds: readonly string[]): string {
  return stepIds.length === 0 ? STARTED : `all:${stepIds.join(',')}`
}

/** Those in a cell who are in it by what one issuer alone awarded and ran. */
export function cellBy(cell: string, issuerId: string): string {
  return `by:${issuerId} ${cell}`
}
