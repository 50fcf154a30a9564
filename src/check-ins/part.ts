import type { LearnerPart } from '../learners/index.ts'
import { checkInsOfLearner, forgetLearner, type Given, giveBack, giveCheckIns } from './store.ts'

/** Where a learner was. Erasing leaves that somebody came, for the numbers of the activity. */
export const checkInPart: LearnerPart = {
  name: 'check-ins',
  async *documents(db, learnerId) {
    for (const row of await checkInsOfLearner(db, learnerId)) {
      yield {
        path: `${row.id}.json`,
        content: {
          id: row.id,
          opportunityId: row.opportunityId,
          occurrence: row.occurrence === 'once' ? null : row.occurrence,
          at: row.at,
          recordedAt: row.createdAt,
          assertionIds: row.assertionIds,
        },
      }
    }
  },
  move: (tx, from, to) => giveCheckIns(tx, from, to),
  async moveBack(tx, moved, from, to) {
    await giveBack(tx, moved as Given, from, to)
  },
  erase: forgetLearner,
}
