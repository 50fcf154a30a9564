import type { Transaction } from '../db/index.ts'
import type { LearnerPart } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import {
  asideOf,
  deleteAside,
  forgetWhoChanged,
  giveAnswers,
  giveBack,
  type Moved,
} from './part-store.ts'
import { type AnswerRow, answersOf, deleteAnswer, lockAnswers } from './store.ts'

/** Deletes all that a learner answered, before a merge too. */
export async function forgetAnswers(tx: Transaction, learnerId: string): Promise<void> {
  const rows = await answersOf(tx, learnerId)
  // In one order everywhere, so that two cannot wait for each other.
  for (const placeId of new Set(rows.map((row) => row.placeId))) await lockAnswers(tx, placeId)
  for (const row of rows) await deleteAnswer(tx, row)
  await deleteAside(tx, learnerId)
}

/** Answers in a learner's record: in the learner's own export, and in no other. */
export function equalityPart(vault: Vault): LearnerPart {
  const shown = (
    row: Pick<AnswerRow, 'placeId' | 'characteristic' | 'sealedAnswer' | 'updatedAt'>,
  ) => ({
    placeId: row.placeId,
    characteristic: row.characteristic,
    answer: vault.open(row.sealedAnswer, 'equality-answer').toString(),
    updatedAt: row.updatedAt,
  })

  return {
    name: 'equality',
    readWith: 'consents:read',
    forLearnerAlone: 'your answers for equality monitoring',
    async *documents(db, learnerId) {
      const rows = await answersOf(db, learnerId)
      if (rows.length > 0) yield { path: 'answers.json', content: rows.map(shown) }
      const aside = await asideOf(db, learnerId)
      if (aside.length > 0) yield { path: 'before-merging.json', content: aside.map(shown) }
    },
    move: giveAnswers,
    async moveBack(tx, moved, from, to) {
      await giveBack(tx, moved as Moved, from, to)
    },
    async erase(tx, learnerId) {
      await forgetAnswers(tx, learnerId)
      await forgetWhoChanged(tx, learnerId)
    },
  }
}
