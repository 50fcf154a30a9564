import type { Transaction } from '../db/index.ts'
import { NOT_KNOWN } from './age-bands.ts'
import type { Cell } from './cells-store.ts'
import { isTarget } from './names.ts'
import {
  countChanged,
  countKnown,
  keepRelease,
  lastRelease,
  type Release,
} from './release-store.ts'
import type { Counted } from './rests.ts'
import { type CountedRow, reportRows } from './rows.ts'
import type { ReportBy } from './schema.ts'
import { suppressedToSome } from './told.ts'

/**
 * After so many learners changed there is a next release: two of them one after the other do not tell
 * who came in between. Who awards can make up addresses to fill them; see {@link countedChanges}.
 */
export const RELEASE_AFTER = 10

/** Counts by who learners are, rather than by what they did. */
export const isPersonal = (by: ReportBy) =>
  by === 'ageBand' || by === 'area' || by === 'targetGroup'

/**
 * What is published about who the learners of a place are. It stays as it is until something changed
 * of enough of them: somebody who awards a badge and looks again learns nothing of whom they awarded.
 *
 * @param values - what there always is in each of these dimensions
 */
export async function currentRelease(
  tx: Transaction,
  of: {
    placeId: string
    counted: Counted
    others: readonly Counted[]
    values: (by: ReportBy) => readonly string[]
    at: Date
  },
): Promise<Release<CountedRow>> {
  const { placeId, counted, others, values, at } = of
  const { issuerIds, cells } = counted
  const last = await lastRelease<CountedRow>(tx, placeId)
  const isDue = async () =>
    (await countedChanges(tx, { placeId, issuerIds, cells })) >= RELEASE_AFTER
  if (last !== undefined && !(await isDue())) return last
  const suppressed = suppressedToSome(counted, others)
  const rows = (['ageBand', 'area', 'targetGroup'] as const).flatMap((by) =>
    (['all', 'year', 'quarter', 'month'] as const).flatMap((period) =>
      reportRows(cells, suppressed, { by, period, values: values(by) }),
    ),
  )
  const release = { rows, at }
  // One that tells nothing takes no changes away from the next.
  const tells = cells.some((cell) => !suppressed.cells.has(cell) && isPersonalCell(cell))
  if (tells || last !== undefined) await keepRelease(tx, placeId, release)
  return release
}

/**
 * How many of the learners of whom something changed no issuer can have made up. Where the age or the
 * answers of anybody are known these are those of whom they are: only the platform says how old
 * somebody is, only learners answer. Where of nobody, areas are all there is to learn, and where
 * somebody was: without those who have badges of one issuer alone, unless the place has no other.
 */
async function countedChanges(
  tx: Transaction,
  of: { placeId: string; issuerIds: readonly string[]; cells: readonly Cell[] },
): Promise<number> {
  const isKnown = ({ dimension, value }: Cell) =>
    value !== NOT_KNOWN && (dimension === 'ageBand' || isTarget(dimension))
  if (of.cells.some(isKnown)) return countKnown(tx, of.placeId)
  const { all, withoutOne } = await countChanged(tx, of.placeId)
  return of.issuerIds.length < 2 ? all : withoutOne
}

function isPersonalCell({ dimension }: Cell): boolean {
  return isTarget(dimension) || isPersonal(dimension as ReportBy)
}
