import { and, eq, sql } from 'drizzle-orm'
import { equalityAnswers, equalityChanges, type Transaction } from '../db/index.ts'
import type { LearnerPart } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { answersOf, deleteAnswer, lockAnswers } from './store.ts'

/** Deletes all that a learner answered. */
export async function forgetAnswers(tx: Transaction, learnerId: string): Promise<void> {
  const rows = await answersOf(tx, learnerId)
  // In one order everywhere, so that two cannot wait for each other.
  for (const placeId of new Set(rows.map((row) => row.placeId))) await lockAnswers(tx, placeId)
  for (const row of rows) await deleteAnswer(tx, row)
}

type Moved = { placeId: string; characteristic: string }[]

/** Answers in a learner's record: in the learner's own export, and in no other. */
export function equalityPart(vault: Vault): LearnerPart {
  /** Gives answers to another learner; where both answered, the receiver's stays. */
  async function give(tx: Transaction, from: string, to: string, only?: Moved): Promise<Moved> {
    const taken = new Set((await answersOf(tx, to)).map(keyOf))
    const moved: Moved = []
    for (const row of await answersOf(tx, from)) {
      const isWanted = only === undefined || only.some((one) => keyOf(one) === keyOf(row))
      if (!isWanted || taken.has(keyOf(row))) continue
      const { placeId, characteristic } = row
      await tx
        .update(equalityAnswers)
        .set({ learnerId: to })
        .where(
          and(
            eq(equalityAnswers.learnerId, from),
            eq(equalityAnswers.placeId, placeId),
            eq(equalityAnswers.characteristic, characteristic),
          ),
        )
      moved.push({ placeId, characteristic })
    }
    return moved
  }

  return {
    name: 'equality',
    async *documents(db, learnerId) {
      const rows = await answersOf(db, learnerId)
      if (rows.length === 0) return
      const content = rows.map(({ placeId, characteristic, sealedAnswer, updatedAt }) => ({
        placeId,
        characteristic,
        answer: vault.open(sealedAnswer, 'equality-answer').toString(),
        updatedAt,
      }))
      yield { path: 'answers.json', content }
    },
    move: (tx, from, to) => give(tx, from, to),
    async moveBack(tx, moved, from, to) {
      await give(tx, to, from, moved as Moved)
    },
    async erase(tx, learnerId) {
      await forgetAnswers(tx, learnerId)
      // That somebody's answers changed still counts; whose they were is forgotten.
      await tx
        .update(equalityChanges)
        .set({ learnerId: sql`gen_random_uuid()` })
        .where(eq(equalityChanges.learnerId, learnerId))
    },
  }
}

function keyOf({ placeId, characteristic }: { placeId: string; characteristic: string }): string {
  return `${placeId} ${characteristic}`
}
