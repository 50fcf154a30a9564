import type { Cell } from './cells-store.ts'
import { kindOf, suppressedOf, THRESHOLD } from './family.ts'
import type { ReportQuery, ReportRow } from './schema.ts'

/** A share of fewer people would tell of single ones. */
const SHARED_BY = 20

/**
 * The rows of a report, the latest period first.
 *
 * @param cells - all of the place
 * @param nameOf - what an issuer or layer is called
 */
export function reportRows(
  cells: readonly Cell[],
  { by, period }: ReportQuery,
  nameOf: (value: string) => string,
): ReportRow[] {
  const suppressed = suppressedOf(cells)
  return cells
    .filter((cell) => cell.dimension === by && kindOf(cell.period) === period)
    .map((cell) => ({
      value: cell.value,
      name: nameOf(cell.value),
      period: cell.period,
      ...(suppressed.has(cell) ? NOTHING : published(cell)),
    }))
    .sort((a, b) => compare(b.period, a.period) || compare(a.name, b.name))
}

const NOTHING = {
  suppressed: true,
  participants: null,
  badgesAwarded: null,
  shareWithMoreThanOne: null,
  daysToNextBadge: null,
}

function published({ participants, badges, several, returns, returnDays }: Cell) {
  return {
    suppressed: false,
    participants,
    badgesAwarded: badges,
    // So coarse that neither it nor a difference of two leads to one person.
    shareWithMoreThanOne:
      participants < SHARED_BY ? null : Math.round((20 * several) / participants) / 20,
    daysToNextBadge:
      several < THRESHOLD || returns < THRESHOLD ? null : Math.round(returnDays / returns),
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
