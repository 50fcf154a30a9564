import type { Database, Transaction } from '../db/index.ts'
import { type Actor, Problem, rfc3339 } from '../http/index.ts'
import { allPlaces, type PlaceRow, settingsOf, visiblePlace } from '../places/index.ts'
import type { Erasing } from './erasure.ts'
import { type Cutoffs, deleteOtherReads, deleteReadsOf, dueOf } from './retention-store.ts'
import type { RetentionPreview } from './schema.ts'

/** Name of the daily job. */
export const RETENTION_TASK = 'apply-retention'

const DAY_MS = 86_400_000
/** How long it is kept who read what where no place decides. */
const READS_DAYS = 730
const AT_ONCE = 100
const SHOWN = 200

/** Records whose time is over, by the rules that each place has set. */
export type Retention = {
  /**
   * The job: erases the learners whose time is over, and deletes what was recorded of readers, who
   * was where, and files of evidence.
   */
  apply(): Promise<void>
  /** Whom the job would erase if it came now; nothing is done. */
  preview(actor: Actor, placeId: string): Promise<RetentionPreview>
}

/** Deletes what other nouns keep by the rules of a place, as far as it is from before a moment. */
export type ForgetKept = {
  attendance(placeId: string, before: Date): Promise<void>
  evidence(placeId: string, before: Date): Promise<void>
}

/** Who erases by rule. */
const RULE: Actor = {
  id: 'retention',
  scopes: new Set(),
  issuerId: null,
  placeId: null,
  learnerId: null,
}
const REASONS = {
  unclaimed: 'Never claimed, and kept for as long as the place keeps such records.',
  inactive: 'Not used any more, and kept for as long as the place keeps such records.',
}

export function createRetention(deps: {
  database: Database
  now: () => Date
  erasing: Pick<Erasing, 'erase'>
  forget: ForgetKept
}): Retention {
  const { database, now, erasing, forget } = deps
  const db = database.queries

  const before = (days: number | null) =>
    days === null ? null : new Date(now().getTime() - days * DAY_MS)
  const cutoffsOf = (place: PlaceRow): Cutoffs => {
    const { retention } = settingsOf(place)
    return {
      unclaimed: before(retention.unclaimedLearnersDays),
      inactive: before(retention.inactiveLearnersDays),
    }
  }

  /** Asked again when nobody can award the learner any more. */
  async function isDue(tx: Transaction, place: PlaceRow, only: string): Promise<boolean> {
    return (await dueOf(tx, place.id, cutoffsOf(place), { limit: 1, only })).length > 0
  }

  async function eraseDue(place: PlaceRow): Promise<void> {
    const cutoffs = cutoffsOf(place)
    if (cutoffs.unclaimed === null && cutoffs.inactive === null) return
    for (let after: string | undefined; ; ) {
      const due = await dueOf(db, place.id, cutoffs, { after, limit: AT_ONCE })
      for (const { learnerId, rule } of due) {
        await erasing
          .erase(RULE, learnerId, { reason: REASONS[rule] }, (tx) => isDue(tx, place, learnerId))
          .catch((error) => {
            // Somebody came back, or was erased, in between.
            if (!(error instanceof Problem)) throw error
          })
      }
      after = due.at(-1)?.learnerId
      if (due.length < AT_ONCE) return
    }
  }

  return {
    async apply() {
      for (const place of await allPlaces(db)) {
        const { retention } = settingsOf(place)
        const reads = before(retention.readsDays ?? READS_DAYS) as Date
        await deleteReadsOf(db, place.id, reads)
        const attendance = before(retention.attendanceDays)
        if (attendance !== null) await forget.attendance(place.id, attendance)
        const evidence = before(retention.evidenceFilesDays)
        if (evidence !== null) await forget.evidence(place.id, evidence)
        await eraseDue(place)
      }
      await deleteOtherReads(db, before(READS_DAYS) as Date)
    },
    async preview(actor, placeId) {
      const place = await visiblePlace(db, actor, placeId)
      if (actor.issuerId !== null || actor.placeId !== null) {
        throw new Problem('insufficient-scope', 'It names learners of all issuers of the place.')
      }
      const due = await dueOf(db, place.id, cutoffsOf(place), { limit: SHOWN + 1 })
      return {
        data: due.slice(0, SHOWN).map(({ since, ...rest }) => ({ ...rest, since: rfc3339(since) })),
        hasMore: due.length > SHOWN,
      }
    },
  }
}
