import type { Logger } from 'pino'
import type { AssertionService } from '../assertions/index.ts'
import type { CredentialFormats } from '../credential-formats/index.ts'
import type { Database } from '../db/index.ts'
import type { Vault } from '../vault.ts'
import { type BatchExport, createBatchExport } from './export.ts'
import { type BatchProgress, createBatchProgress } from './progress.ts'
import { createResultsReading, type ResultsReading } from './results-reading.ts'
import { type BatchRevocations, createBatchRevocations } from './revocation.ts'
import type { AwardBatch } from './schema.ts'
import type { AwardBatchRow } from './store.ts'

/** What comes out of batches, and taking it back. */
export type BatchAnswers = {
  results: ResultsReading
  exports: BatchExport
  progress: BatchProgress
  revocations: BatchRevocations
}

/** @param deps.present - makes the resource of a batch out of its row */
export function createBatchAnswers(deps: {
  database: Database
  vault: Vault
  publicUrl: string
  now: () => Date
  log: Logger
  assertions: AssertionService
  formats: CredentialFormats
  present: (row: AwardBatchRow) => AwardBatch
}): BatchAnswers {
  return {
    results: createResultsReading(deps),
    exports: createBatchExport(deps),
    progress: createBatchProgress(deps),
    revocations: createBatchRevocations(deps),
  }
}
