import { type Runner, run } from 'graphile-worker'
import type { Deps } from '../deps.ts'
import { REISSUE_TASK } from '../issuer-keys/index.ts'
import { queueLog } from './log.ts'

/** Background work on PostgreSQL: it exists exactly when the data that asked for it does. */
export type Jobs = {
  /** Lets the jobs under way end and takes no new ones. */
  stop(): Promise<void>
}

/** Every hour, at minute 7: nothing waits for it, and on the hour everybody is busy. */
const CRONTAB = '7 * * * * forget-idempotency-keys ?fill=1d'

/**
 * Starts working off jobs.
 *
 * @param deps - the services that the jobs call
 */
export async function startJobs(deps: Deps, now: () => Date = () => new Date()): Promise<Jobs> {
  const runner: Runner = await run({
    pgPool: deps.database.pool,
    concurrency: 2,
    noHandleSignals: true,
    crontab: CRONTAB,
    taskList: {
      'forget-idempotency-keys': () => deps.creations.expire(now()),
      [REISSUE_TASK]: (payload) =>
        deps.services.keyReissues.work((payload as { issuerKeyId: string }).issuerKeyId),
    },
    logger: queueLog(deps.log),
  })
  return { stop: () => runner.stop() }
}
