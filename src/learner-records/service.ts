import type { RowsAbout } from '../award-batches/index.ts'
import type { Database } from '../db/index.ts'
import type { EventService } from '../events/index.ts'
import type { Creations } from '../http/index.ts'
import type { LearnerPart, LearnerSelf } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import type { Withdrawals } from '../withdrawals/index.ts'
import { createErasing, type Erasing } from './erasure.ts'
import { createExporting, type Exporting } from './export.ts'
import { createRetention, type ForgetKept, type Retention } from './retention.ts'
import { createSweep } from './sweep.ts'

/** What concerns the whole record of a learner. */
export type LearnerRecords = {
  erasing: Erasing
  exporting: Exporting
  retention: Retention
  /** The job after an erasure. */
  sweep(erasureId: string): Promise<void>
}

/**
 * @param deps.parts - what all nouns keep about learners
 * @param deps.self - the learner as such
 */
export function createLearnerRecords(deps: {
  database: Database
  vault: Vault
  now: () => Date
  parts: readonly LearnerPart[]
  self: LearnerSelf
  rows: Pick<RowsAbout, 'takeOut'>
  creations: Pick<Creations, 'forget'>
  events: Pick<EventService, 'rename'>
  withdrawals: Pick<Withdrawals, 'announce' | 'forget'>
  forget: ForgetKept
}): LearnerRecords {
  const erasing = createErasing(deps)
  return {
    erasing,
    retention: createRetention({ ...deps, erasing }),
    exporting: createExporting(deps),
    sweep: createSweep(deps),
  }
}
