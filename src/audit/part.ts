import { randomUUID } from 'node:crypto'
import type { LearnerPart } from '../learners/index.ts'
import { shown } from './service.ts'
import { recordsOf, renameLearner } from './store.ts'

const PAGE = 200

/** Who read what of a learner: what was done stays after an erasure, under a pseudonym that leads nowhere. */
export const auditPart: LearnerPart = {
  name: 'audit',
  async *documents(db, learnerId) {
    for (let after: string | null = null, number = 1; ; number += 1) {
      const rows = await recordsOf(db, learnerId, { limit: PAGE, after, archived: false })
      const records = rows.slice(0, PAGE)
      if (records.length > 0) yield { path: `${number}.json`, content: records.map(shown) }
      if (rows.length <= PAGE) return
      after = records.at(-1)?.id ?? null
    }
  },
  move: (tx, from, to) => renameLearner(tx, from, to),
  async moveBack(tx, moved, from, to) {
    await renameLearner(tx, to, from, moved as string[])
  },
  async erase(tx, learnerId) {
    await renameLearner(tx, learnerId, randomUUID())
  },
}
