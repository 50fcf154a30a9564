import type { Queries, Transaction } from '../db/index.ts'
import { rfc3339 } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { type IdentifierRow, identifiersById, identifiersOf } from './identifier-store.ts'
import { openIdentifier } from './identifiers.ts'
import { dealingsOf, deleteWhole, learnerById } from './learner-part-store.ts'
import type { LearnerPart, PartDocument } from './part.ts'

/**
 * The learner as such: names, identifiers, and what issuers noted. Erased last, for the rows of all
 * other parts refer to it; merged by those who merge, not as a part.
 */
export type LearnerSelf = Pick<LearnerPart, 'name' | 'documents' | 'documentsForIssuer' | 'erase'>

/** {@link LearnerSelf}, opened with the vault that sealed it. */
export function createLearnerSelf(vault: Vault): LearnerSelf {
  const nameOf = (sealed: Buffer | null) =>
    sealed === null ? null : vault.open(sealed, 'display-name').toString()
  const shown = ({ id, sealed, createdAt }: IdentifierRow) => ({
    id,
    ...openIdentifier(vault, sealed),
    createdAt: rfc3339(createdAt),
  })

  async function* dealings(
    db: Queries,
    learnerId: string,
    issuerId: string | null,
  ): AsyncGenerator<PartDocument> {
    for (const dealing of await dealingsOf(db, learnerId, issuerId)) {
      const identifiers = await identifiersById(db, dealing.identifierIds)
      yield {
        path: `dealings/${dealing.issuerId}.json`,
        content: {
          issuerId: dealing.issuerId,
          learnerId,
          displayName: nameOf(dealing.sealedDisplayName),
          identifiers: identifiers.map(shown),
          createdAt: rfc3339(dealing.createdAt),
          updatedAt: rfc3339(dealing.updatedAt),
        },
      }
    }
  }

  return {
    name: 'learner',
    async *documents(db, learnerId) {
      const row = await learnerById(db, learnerId)
      if (row === undefined) return
      yield {
        path: 'learner.json',
        content: {
          id: learnerId,
          displayName: nameOf(row.sealedDisplayName),
          identifiers: (await identifiersOf(db, [learnerId])).map(shown),
          createdAt: rfc3339(row.createdAt),
          updatedAt: rfc3339(row.updatedAt),
          archivedAt: row.archivedAt === null ? null : rfc3339(row.archivedAt),
        },
      }
      yield* dealings(db, learnerId, null)
    },
    documentsForIssuer: dealings,
    erase: (tx: Transaction, learnerId: string) => deleteWhole(tx, learnerId),
  }
}
