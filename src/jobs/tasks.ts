import type { TaskList } from 'graphile-worker'
import { AWARD_TASK, FORGET_TASK, type Lane, REVOKE_TASK } from '../award-batches/index.ts'
import { NOTICE_TASK } from '../award-notices/index.ts'
import type { Deps } from '../deps/index.ts'
import { REMOVE_TASK, SWEEP_TASK } from '../files/index.ts'
import { REISSUE_TASK } from '../issuer-keys/index.ts'
import { ERASURE_TASK, RETENTION_TASK } from '../learner-records/index.ts'
import { MAIL_TASK } from '../mail/index.ts'
import { MOVES_TASK } from '../pathway-moves/index.ts'
import { RECHECK_TASK, REVIEW_TASK, SECOND_LOOK_TASK } from '../pathways/index.ts'

/**
 * Every hour, but not on the hour, when everybody is busy: nothing waits for them. What ends or begins
 * by itself is looked at every minute, and reports are kept in step.
 */
export const CRONTAB = `
* * * * * keep-reports-in-step
* * * * * ${RECHECK_TASK}
7 * * * * forget-idempotency-keys ?fill=1d
23 * * * * forget-events ?fill=1d
31 * * * * forget-learner-tokens ?fill=1d
33 * * * * forget-mail ?fill=1d
37 * * * * forget-verifications ?fill=1d
41 * * * * ${FORGET_TASK} ?fill=1d
11 3 * * * ${SWEEP_TASK} ?fill=1d
17 4 * * * ${RETENTION_TASK} ?fill=1d`

/**
 * What each job does, by its name. A job may be carried out again that was carried out already, when
 * its process ended before it could say so: its own transaction sees to it that nothing doubles.
 */
export function createTasks({ services, creations }: Deps, now: () => Date): TaskList {
  return {
    [MOVES_TASK]: (payload) =>
      services.pathwayMoves.work((payload as { learnerIds: string }).learnerIds.split(',')),
    [REVIEW_TASK]: (payload) =>
      services.pathwayMoves.review((payload as { pathwayId: string }).pathwayId),
    [SECOND_LOOK_TASK]: (payload) => {
      const { from, to } = payload as { from: string; to: string }
      return services.pathwayMoves.lookAgain({ from: new Date(+from), to: new Date(+to) })
    },
    [RECHECK_TASK]: () => services.pathwayMoves.recheck(),
    'forget-idempotency-keys': () => creations.expire(now()),
    'forget-events': () => services.events.forget(),
    'keep-reports-in-step': () => services.reports.keepInStep(),
    'forget-learner-tokens': () => services.learnerTokens.forget(),
    'forget-mail': () => services.mail.outbox.forget(),
    [NOTICE_TASK]: (payload) =>
      services.awardNotices.notify((payload as { assertionIds: string }).assertionIds.split(' ')),
    [MAIL_TASK]: (payload) => services.mail.deliver((payload as { messageId: string }).messageId),
    'forget-verifications': () => services.learnerIdentifiers.forget(),
    [FORGET_TASK]: async () => void (await services.awardBatches.retention.forget()),
    [REVOKE_TASK]: (payload) =>
      services.awardBatches.answers.revocations.work((payload as { batchId: string }).batchId),
    [SWEEP_TASK]: async () => void (await services.files.sweep()),
    [REMOVE_TASK]: (payload) =>
      services.files.remove(payload as { store: string; storedAs: string }),
    [AWARD_TASK]: (payload) => services.awardBatches.work(payload as Lane),
    [RETENTION_TASK]: () => services.learnerRecords.retention.apply(),
    [ERASURE_TASK]: (payload) =>
      services.learnerRecords.sweep((payload as { erasureId: string }).erasureId),
    [REISSUE_TASK]: (payload) =>
      services.keyReissues.work((payload as { issuerKeyId: string }).issuerKeyId),
  }
}
