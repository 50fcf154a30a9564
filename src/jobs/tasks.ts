import type { TaskList } from 'graphile-worker'
import type { Deps } from '../deps.ts'
import { REISSUE_TASK } from '../issuer-keys/index.ts'

/** Every hour, at minute 7: nothing waits for it, and on the hour everybody is busy. */
export const CRONTAB = '7 * * * * forget-idempotency-keys ?fill=1d'

/**
 * What each job does, by its name. A job may be carried out again that was carried out already, when
 * its process ended before it could say so: its own transaction sees to it that nothing doubles.
 */
export function createTasks({ services, creations }: Deps, now: () => Date): TaskList {
  return {
    'forget-idempotency-keys': () => creations.expire(now()),
    [REISSUE_TASK]: (payload) =>
      services.keyReissues.work((payload as { issuerKeyId: string }).issuerKeyId),
  }
}
