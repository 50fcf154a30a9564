import type { Logger } from 'pino'
import type { AssertionService } from '../assertions/index.ts'
import { createRowReader } from '../award-rows/index.ts'
import type { CredentialFormats } from '../credential-formats/index.ts'
import type { Database } from '../db/index.ts'
import type { Presence } from '../presence/index.ts'
import type { Vault } from '../vault.ts'
import { type BatchAnswers, createBatchAnswers } from './batch-answers.ts'
import { createCompletion } from './completion.ts'
import { createControl } from './control.ts'
import { createDryRun } from './dry-run.ts'
import type { Lane } from './lanes.ts'
import { createReception } from './reception.ts'
import { createPresenter } from './resource.ts'
import { createRetention, type Retention } from './retention.ts'
import { type AwardBatchService, createAwardBatchService } from './service.ts'
import { createWork } from './work.ts'

/** Everything about award batches: what callers ask for, and what jobs do. */
export type AwardBatches = {
  service: AwardBatchService
  answers: BatchAnswers
  /** The job that awards; see `createWork`. */
  work(lane: Lane): Promise<void>
  /** Marks the batches incomplete that were received by processes that are gone. */
  noticeGone(): Promise<void>
  retention: Retention
}

/** @param deps.answersDays - how long rows and answers are kept after the end of a batch */
export function createAwardBatches(deps: {
  database: Database
  vault: Vault
  publicUrl: string
  now: () => Date
  log: Logger
  presence: Presence
  assertions: AssertionService
  formats: CredentialFormats
  answersDays: number
}): AwardBatches {
  const { now, database, answersDays } = deps
  const readRow = createRowReader()
  const completion = createCompletion(now)
  const retention = createRetention({ database, now, days: answersDays, completion })
  const present = createPresenter({ ...deps, retention })
  const reception = createReception(deps)
  const service = createAwardBatchService({
    ...deps,
    reception,
    control: createControl({ database, now, completion }),
    dryRun: createDryRun({ ...deps, readRow }),
    present,
  })
  const { work } = createWork({ ...deps, readRow, completion })
  const answers = createBatchAnswers({ ...deps, present })
  return { service, answers, work, noticeGone: reception.noticeGone, retention }
}
