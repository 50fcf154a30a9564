import type { Database, Queries, Transaction } from '../db/index.ts'
import { type Actor, Problem, rfc3339 } from '../http/index.ts'
import { issuerNames } from '../issuers/index.ts'
import {
  anyPlace,
  isMember,
  mustLead,
  type PlaceSettings,
  settingsOf,
  visiblePlace,
} from '../places/index.ts'
import type { Vault } from '../vault.ts'
import { countedIn } from './counted.ts'
import { explanationOf } from './explanation.ts'
import { bringInStep, keepNothing, settleMembers } from './in-step.ts'
import { readPathwayReport } from './pathway-report.ts'
import type { PathwayReport } from './pathway-schema.ts'
import { kindOf } from './periods.ts'
import { currentRelease, isPersonal } from './release.ts'
import { reportRows } from './rows.ts'
import type { Report, ReportQuery } from './schema.ts'
import { TARGET_THRESHOLD, THRESHOLD } from './suppressed.ts'
import { createTold } from './told.ts'
import { valuesOf } from './values.ts'

/** What a place can see of what it does, and nobody in it. */
export type ReportService = {
  /**
   * Counts of a place. By what happened they are of this moment: every award that is committed is in
   * them. By who learners are they are of the last release.
   *
   * @throws Problem 404 without such a place; 403 for an issuer that is not its member, and for who
   *   does not lead it when it is about target groups
   */
  report(actor: Actor, placeId: string, query: ReportQuery): Promise<Report>
  /**
   * What becomes of the learners of a place on a pathway, step by step, as of this moment.
   *
   * @throws Problem 404 without such a place or pathway; 403 for an issuer that is not a member
   */
  pathwayReport(actor: Actor, placeId: string, pathwayId: string): Promise<PathwayReport>
  /**
   * Brings reports in step, so that whoever asks next finds little to be done. Before there is a place
   * nobody can ask, and nothing is kept.
   */
  keepInStep(): Promise<void>
}

/** A {@link ReportService} of counts that are kept in step with every award. */
export function createReportService(deps: {
  database: Database
  vault: Vault
  now: () => Date
}): ReportService {
  const { database, vault, now } = deps
  const toldOf = createTold()

  async function inStep(tx: Transaction, placeId: string, settings: PlaceSettings, at: Date) {
    await bringInStep(tx, vault, at)
    return settleMembers(tx, vault, placeId, {
      areas: settings.areas,
      characteristics: settings.equalityCharacteristics.map(({ id }) => id),
    })
  }

  return {
    async report(actor, placeId, { by, period }) {
      const place = await visiblePlace(database.queries, actor, placeId)
      await mustBeInside(database.queries, actor, placeId)
      if (by === 'targetGroup') await mustLead(database.queries, actor, placeId)
      const settings = settingsOf(place)
      const { rows, at } = await database.transaction(async (tx) => {
        const at = now()
        const made = await inStep(tx, placeId, settings, at)
        const { place: counted, others } = await countedIn(tx, made)
        const values = valuesOf(settings, made.issuerIds)
        const reader = actor.issuerId
        if (!isPersonal(by)) {
          const { cells, suppressed } = toldOf({ placeId, place: counted, others, reader })
          return { rows: reportRows(cells, suppressed, { by, period, values: values(by) }), at }
        }
        const release = await currentRelease(tx, {
          placeId,
          counted,
          others,
          values,
          reader,
          at,
        })
        const rows = release.rows.filter((row) => row.by === by && kindOf(row.period) === period)
        return { rows, at: release.at }
      })
      const names =
        by === 'issuer'
          ? await issuerNames(database.queries, [...new Set(rows.map(({ value }) => value))])
          : new Map<string, string>()
      const named = rows.map(({ by: _, ...row }) => ({
        ...row,
        name: names.get(row.value) ?? row.value,
      }))
      return {
        placeId,
        by,
        period,
        asOf: rfc3339(at),
        threshold: by === 'targetGroup' ? TARGET_THRESHOLD : THRESHOLD,
        explanation: explanationOf(by, named),
        rows: named,
      }
    },
    async pathwayReport(actor, placeId, pathwayId) {
      const place = await visiblePlace(database.queries, actor, placeId)
      await mustBeInside(database.queries, actor, placeId)
      return database.transaction(async (tx) => {
        const at = now()
        const made = await inStep(tx, placeId, settingsOf(place), at)
        return readPathwayReport(tx, actor, made, pathwayId, at)
      })
    },
    keepInStep: () =>
      database.transaction(async (tx) => {
        if (await anyPlace(tx)) await bringInStep(tx, vault, now())
        else await keepNothing(tx)
      }),
  }
}

async function mustBeInside(db: Queries, actor: Actor, placeId: string): Promise<void> {
  if (actor.issuerId === null) return
  if (!(await isMember(db, placeId, actor.issuerId))) {
    throw new Problem('insufficient-scope', 'Only members of the place read its reports.')
  }
}
