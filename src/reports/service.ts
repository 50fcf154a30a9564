import type { Database, Queries } from '../db/index.ts'
import { type Actor, Problem } from '../http/index.ts'
import { issuerNames } from '../issuers/index.ts'
import { membershipOf, visiblePlace } from '../places/index.ts'
import { cellsOf } from './cells-store.ts'
import { THRESHOLD } from './family.ts'
import { bringInStep, settleMembers } from './in-step.ts'
import { reportRows } from './rows.ts'
import type { Report, ReportQuery } from './schema.ts'

/** What a place can see of what it does, and nobody in it. */
export type ReportService = {
  /**
   * Counts of a place as of this moment: every award that is committed is in them.
   * @throws Problem 404 without such a place; 403 for an issuer that is not its member
   */
  report(actor: Actor, placeId: string, query: ReportQuery): Promise<Report>
  /** Brings reports in step, so that whoever asks next finds little to be done. */
  keepInStep(): Promise<void>
}

/** A {@link ReportService} of counts that are kept in step with every award. */
export function createReportService({ database }: { database: Database }): ReportService {
  return {
    async report(actor, placeId, query) {
      await visiblePlace(database.queries, actor, placeId)
      await mustBeInside(database.queries, actor, placeId)
      const cells = await database.transaction(async (tx) => {
        await bringInStep(tx)
        await settleMembers(tx, placeId)
        return cellsOf(tx, placeId)
      })
      const issuerIds = cells.flatMap(({ dimension, value }) =>
        dimension === 'issuer' && query.by === 'issuer' ? [value] : [],
      )
      const names = await issuerNames(database.queries, [...new Set(issuerIds)])
      const rows = reportRows(cells, query, (value) => names.get(value) ?? value)
      return { placeId, ...query, threshold: THRESHOLD, rows }
    },
    keepInStep: () => database.transaction(bringInStep),
  }
}

async function mustBeInside(db: Queries, actor: Actor, placeId: string): Promise<void> {
  if (actor.issuerId === null) return
  const membership = await membershipOf(db, placeId, actor.issuerId)
  if (membership?.status !== 'member') {
    throw new Problem('insufficient-scope', 'Only members of the place read its reports.')
  }
}
