import { join, resolve } from 'node:path'
import type { Logger } from 'pino'
import type { Database } from '../db/index.ts'
import type { LearnerPart, LearnerService } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { createContents } from './contents.ts'
import { createDiskStore } from './disk.ts'
import { createFilePart } from './part.ts'
import { createForgetting, type ForgetEvidence } from './retention.ts'
import { createS3Store, type S3Settings } from './s3.ts'
import { createFileService, type FileService } from './service.ts'
import type { Deleted } from './store.ts'
import { createSweep } from './sweeping.ts'

/** Files of learners, and the background work that they need. */
export type Files = {
  service: FileService
  part: LearnerPart
  /** The job; see {@link createSweep}. */
  sweep(): Promise<number>
  /** Deletes evidence that is kept no longer; see {@link createForgetting}. */
  forgetEvidence: ForgetEvidence
  /** The job that removes the bytes of a deleted file. */
  remove(deleted: Deleted): Promise<void>
}

/**
 * @param deps.dataDir - files lie there, or at least while they come
 * @param deps.s3 - where new files go instead; those that lie on the disk stay there
 */
export function createFiles(deps: {
  database: Database
  vault: Vault
  learners: Pick<LearnerService, 'areKnown'>
  log: Logger
  now: () => Date
  dataDir: string
  maxBytes: number
  s3: S3Settings | undefined
}): Files {
  const { database, vault, learners, log, now, maxBytes, s3 } = deps
  const root = join(resolve(deps.dataDir), 'files')
  const folder = join(root, 'incoming')
  const disk = createDiskStore(root)
  const stores = s3 === undefined ? ([disk] as const) : ([createS3Store(s3), disk] as const)
  const contents = createContents({ stores, vault, log })
  return {
    service: createFileService({ database, vault, learners, contents, folder, maxBytes, now }),
    part: createFilePart({ vault, contents }),
    forgetEvidence: createForgetting({ database, contents }),
    sweep: createSweep({ database, stores, folder, now }),
    remove: contents.remove,
  }
}
