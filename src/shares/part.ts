import type { LearnerPart } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { deleteShares, moveShares, sharesOf, viewsOf } from './store.ts'

/** What links are of a learner's. The links themselves nobody has but whom the learner gave them to. */
export function sharePart(vault: Vault): LearnerPart {
  const opened = (sealed: Buffer | null, place: string) =>
    sealed === null ? null : vault.open(sealed, place).toString()
  return {
    name: 'shares',
    async *documents(db, learnerId) {
      for (const row of await sharesOf(db, learnerId)) {
        const { id, clrId, assertionIds, includeEvidence, createdAt, expiresAt, withdrawnAt } = row
        yield {
          path: `${id}.json`,
          content: {
            ...{ id, clrId, assertionIds, includeEvidence, createdAt, expiresAt, withdrawnAt },
            name: opened(row.sealedTitle, 'share-title'),
            note: opened(row.sealedNote, 'share-note'),
            views: await viewsOf(db, id),
          },
        }
      }
    },
    move: (tx, from, to) => moveShares(tx, { learnerId: from }, to),
    async moveBack(tx, moved, from, to) {
      await moveShares(tx, { learnerId: to, ids: moved as string[] }, from)
    },
    erase: deleteShares,
  }
}
