import type { Config } from '../config.ts'
import type { CanonicaliserStats } from '../credentials/index.ts'

/** What a thread of jobs is given. */
export type JobThreadData = {
  config: Config & { publicUrl: string }
  /** Connection string of the database. */
  databaseUrl: string
  masterKey: Uint8Array
}

/** What a thread of jobs is told when it is to let its jobs end. */
export const STOP = 'stop'

/** What a thread of jobs tells now and then, for the metrics of the service. */
export type JobThreadReport = CanonicaliserStats
