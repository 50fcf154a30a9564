import { NOT_KNOWN } from './age-bands.ts'
import type { Cell } from './cells-store.ts'
import { isTarget } from './names.ts'
import { type PeriodKind, periodsBetween } from './periods.ts'
import type { ReportBy, ReportRow } from './schema.ts'
import { twentieth } from './shares.ts'
import { type Suppressed, THRESHOLD } from './suppressed.ts'

/** A row, and what its value is called in the cells. */
export type CountedRow = ReportRow & { by: ReportBy }

/**
 * The rows of a report: one for each value in each period from the first to the last, the latest
 * first. Those of few people and of nobody look alike: that there is anybody is told only of many.
 *
 * @param cells - all of the place
 * @param of.values - what there always is, whether anybody is in it or not
 */
export function reportRows(
  cells: readonly Cell[],
  suppressed: Suppressed,
  of: { by: ReportBy; period: PeriodKind; values: readonly string[] },
): CountedRow[] {
  const { by, period } = of
  const periods =
    period === 'all'
      ? ['all']
      : periodsBetween(
          cells.map((cell) => cell.period),
          period,
        )
  const own = cells.filter((cell) => byOf(cell) === by)
  const counted = new Map(own.map((cell) => [`${shownValue(cell)} ${cell.period}`, cell]))
  const values = [...new Set([...of.values, ...own.map(shownValue)])].sort()
  return periods
    .sort()
    .reverse()
    .flatMap((each) =>
      values.map((value) => {
        const cell = counted.get(`${value} ${each}`)
        const told =
          cell === undefined || suppressed.cells.has(cell) ? NOTHING : published(cell, suppressed)
        return { by, value, name: value, period: each, ...told }
      }),
    )
}

/** By what a cell counts, as it is asked for. */
function byOf({ dimension }: Cell): ReportBy {
  return (isTarget(dimension) ? 'targetGroup' : dimension) as ReportBy
}

function shownValue({ dimension, value }: Cell): string {
  return isTarget(dimension) ? targetValue(dimension.slice('target:'.length), value) : value
}

/** What a target group is called: a characteristic, and the answer. */
export function targetValue(characteristic: string, answer: string): string {
  return `${characteristic}: ${answer}`
}

/** What the values of a characteristic are: its answers, and that it is not known. */
export function targetValues({ id, answers }: { id: string; answers: readonly string[] }) {
  return [...answers, NOT_KNOWN].map((answer) => targetValue(id, answer))
}

const NOTHING = {
  suppressed: true,
  participants: null,
  opportunitiesBadged: null,
  badgesAwarded: null,
  shareWithMoreThanOne: null,
  daysToNextBadge: null,
  claimRate: null,
}

function published(cell: Cell, suppressed: Suppressed) {
  const { participants, opportunities, badges, several, claimed, returns, returnDays } = cell
  const isShared = !suppressed.several.has(cell)
  return {
    suppressed: false,
    participants,
    opportunitiesBadged: opportunities,
    badgesAwarded: suppressed.badges.has(cell) ? null : badges,
    shareWithMoreThanOne: isShared ? twentieth(several, participants) : null,
    daysToNextBadge:
      isShared && several >= THRESHOLD && returns >= THRESHOLD
        ? Math.round(returnDays / returns)
        : null,
    claimRate: suppressed.claimed.has(cell) ? null : twentieth(claimed, participants),
  }
}
