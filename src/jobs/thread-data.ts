import type { Config } from '../config/index.ts'
import type { CanonicaliserStats } from '../credentials/index.ts'

/** What a thread of jobs is given. */
export type JobThreadData = {
  config: Config & { publicUrl: string }
  /** Connection string of the database. */
  databaseUrl: string
  masterKey: Uint8Array
  /** How many jobs it has under way at the same time. */
  jobsAtOnce: number
}

/** What a thread of jobs is told when it is to let its jobs end. */
export const STOP = 'stop'

/** What a thread of jobs tells before it begins and then now and again, for the service's metrics. */
export type JobThreadReport = CanonicaliserStats
