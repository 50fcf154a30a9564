import type { LearnerPart } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { clrsOf, deleteClrs, moveClrs } from './store.ts'

/**
 * What records are of a learner's. Erasing deletes them and does not revoke: a copy that the learner
 * kept goes on verifying.
 */
export function clrPart(vault: Vault): LearnerPart {
  return {
    name: 'clrs',
    async *documents(db, learnerId) {
      for (const row of await clrsOf(db, learnerId)) {
        yield {
          path: `${row.id}.json`,
          content: {
            id: row.id,
            name: vault.open(row.sealedTitle, 'clr-title').toString(),
            issuerId: row.issuerId,
            assertionIds: row.assertionIds,
            createdAt: row.createdAt,
            revokedAt: row.revokedAt,
            credential: JSON.parse(vault.open(row.sealedDocument, 'clr-document').toString()),
          },
        }
      }
    },
    move: (tx, from, to) => moveClrs(tx, { learnerId: from }, to),
    async moveBack(tx, moved, from, to) {
      await moveClrs(tx, { learnerId: to, ids: moved as string[] }, from)
    },
    erase: deleteClrs,
  }
}
