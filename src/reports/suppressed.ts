import { NOT_KNOWN } from './age-bands.ts'
import type { Cell } from './cells-store.ts'
import { isTarget } from './names.ts'

/** Fewer people than this are nobody's business. */
export const THRESHOLD = 5
/** What people said of themselves for equality is nobody's business of fewer than this. */
export const TARGET_THRESHOLD = 10

/** Whether so many people of a cell are nobody's business; that nobody gave an answer is not, either. */
export function isFew({ dimension, value }: Cell, people: number): boolean {
  return isTarget(dimension) && value !== NOT_KNOWN
    ? people < TARGET_THRESHOLD
    : people > 0 && people < THRESHOLD
}

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

/** A published count or share: by which measure of which cell. */
export type Telling = { measure: keyof Suppressed; cell: Cell }

export const NOTHING: Suppressed = {
  cells: new Set(),
  badges: new Set(),
  several: new Set(),
  claimed: new Set(),
}

/** The same, and this. */
export function withMore(suppressed: Suppressed, more: readonly Telling[]): Suppressed {
  const of = (measure: keyof Suppressed) =>
    new Set([
      ...suppressed[measure],
      ...more.flatMap((one) => (one.measure === measure ? [one.cell] : [])),
    ])
  return {
    cells: of('cells'),
    badges: of('badges'),
    several: of('several'),
    claimed: of('claimed'),
  }
}
