import { setImmediate as nextTurn } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
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
import { suppressedTo } from './told.ts'

/**
 * After so many learners changed there is a next release: two of them one after the other do not tell
 * who came in between. Who awards can make up addresses to fill them; see {@link countedChanges}.
 */
export const RELEASE_AFTER = 10

/** Counts by who learners are, rather than by what they did. */
export const isPersonal = (by: ReportBy) =>
  by === 'ageBand' || by === 'area' || by === 'targetGroup'

/** A row as the place itself reads it, and as those issuers do who are told something else. */
type ReleasedRow = CountedRow & { to?: Record<string, CountedRow> }

/** What a release is made of. */
type Ground = {
  counted: Counted
  others: readonly Counted[]
  /** What there always is in each of these dimensions. */
  values: (by: ReportBy) => readonly string[]
}

/**
 * What is published to a reader about who the learners of a place are. It stays as it is until
 * something changed of enough of them: somebody who awards a badge and looks again learns nothing of
 * whom they awarded.
 */
export async function currentRelease(
  tx: Transaction,
  of: Ground & { placeId: string; reader: string | null; at: Date },
): Promise<Release<CountedRow>> {
  const { placeId, counted, reader, at } = of
  const { issuerIds, cells } = counted
  const last = await lastRelease<ReleasedRow>(tx, placeId)
  const isDue = async () =>
    (await countedChanges(tx, { placeId, issuerIds, cells })) >= RELEASE_AFTER
  if (last !== undefined && !(await isDue())) return asReadBy(reader, last)
  const release = { rows: await releasedRows(of), at }
  // One that tells nobody anything takes no changes away from the next.
  const tells = release.rows.some(({ to = {}, ...row }) =>
    [row, ...Object.values(to)].some(({ suppressed }) => !suppressed),
  )
  if (tells || last !== undefined) await keepRelease(tx, placeId, release)
  return asReadBy(reader, release)
}

async function releasedRows({ counted, others, values }: Ground): Promise<ReleasedRow[]> {
  const rowsFor = async (reader: string | null) => {
    // Of a large place each takes some tenths of a second, and others are to be answered meanwhile.
    await nextTurn()
    const suppressed = suppressedTo(counted, others, reader)
    return (['ageBand', 'area', 'targetGroup'] as const).flatMap((by) =>
      (['all', 'year', 'quarter', 'month'] as const).flatMap((period) =>
        reportRows(counted.cells, suppressed, { by, period, values: values(by) }),
      ),
    )
  }
  const ofIssuers: [string, CountedRow[]][] = []
  for (const issuerId of counted.issuerIds) ofIssuers.push([issuerId, await rowsFor(issuerId)])
  return (await rowsFor(null)).map((row, at) => {
    const to = ofIssuers
      .map(([issuerId, rows]) => [issuerId, rows[at] as CountedRow] as const)
      .filter(([, its]) => !isDeepStrictEqual(its, row))
    return to.length === 0 ? row : { ...row, to: Object.fromEntries(to) }
  })
}

/** An issuer that came later, of whose badges nothing is in it, reads what the place does. */
function asReadBy(reader: string | null, { rows, at }: Release<ReleasedRow>): Release<CountedRow> {
  return { rows: rows.map(({ to, ...row }) => (reader === null ? row : (to?.[reader] ?? row))), at }
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
