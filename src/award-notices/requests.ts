import type { AskForNotices } from '../assertions/index.ts'
import { addJob, later } from '../db/index.ts'
import { NOTICE_TASK } from './service.ts'

/** Who is told of an award: nobody, those for whom it is asked, or unless it is asked not to. */
export type NoticePolicy = 'never' | 'asked' | 'always'

/** Has learners told of their awards, as the installation says; of those in bulk only where asked. */
export function createNoticeRequests(policy: NoticePolicy): AskForNotices {
  return (tx, awards) => {
    const wanted = awards.filter(({ notify, isBulk }) =>
      policy === 'always' && !isBulk ? notify !== false : policy !== 'never' && notify === true,
    )
    const [first] = wanted
    if (first === undefined) return
    const assertionIds = wanted.map(({ assertionId }) => assertionId).join(' ')
    later(tx, () =>
      addJob(tx, NOTICE_TASK, { assertionIds }, `${NOTICE_TASK} ${first.assertionId}`, {
        priority: 10,
      }),
    )
  }
}
