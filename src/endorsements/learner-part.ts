import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import {
  assertions,
  credentialStatuses,
  endorsements,
  erasedEndorsements,
  type Queries,
  type Transaction,
} from '../db/index.ts'
import { rfc3339 } from '../http/index.ts'
import type { LearnerPart, PartDocument } from '../learners/index.ts'
import type { Vault } from '../vault.ts'

/**
 * What others state about a learner's assertions. It follows these when learners are merged; comes
 * before them when one is erased, for it is found by them.
 */
export function createEndorsementsPart(vault: Vault): LearnerPart {
  async function* documents(
    db: Queries,
    learnerId: string,
    issuerId: string | null = null,
  ): AsyncGenerator<PartDocument> {
    const theirs = issuerId === null ? undefined : eq(assertions.issuerId, issuerId)
    for (const row of await aboutAwardsTo(db, learnerId, theirs)) {
      const { sealedReason } = row
      yield {
        path: `${row.id}.json`,
        content: {
          id: row.id,
          assertionId: row.targetId,
          endorserId: row.endorserId,
          status: row.status,
          comment: row.comment,
          reason: sealedReason && vault.open(sealedReason, 'endorsement-reason').toString(),
          createdAt: rfc3339(row.createdAt),
          decidedAt: row.decidedAt && rfc3339(row.decidedAt),
        },
      }
      if (row.credential !== null) {
        yield { path: `${row.id}.credential.json`, content: row.credential }
      }
    }
  }
  return {
    name: 'endorsements',
    readWith: 'assertions:read',
    documents: (db, learnerId) => documents(db, learnerId),
    documentsForIssuer: documents,
    move: async () => null,
    moveBack: async () => undefined,
    erase,
  }
}

function aboutAwardsTo(db: Queries, learnerId: string, only?: SQL) {
  const awarded = db
    .select({ id: assertions.id })
    .from(assertions)
    .where(and(eq(assertions.learnerId, learnerId), only))
  return db
    .select()
    .from(endorsements)
    .where(
      and(eq(endorsements.targetType, 'assertion'), sql`${endorsements.targetId} in ${awarded}`),
    )
    .orderBy(asc(endorsements.id))
}

/**
 * Of what was signed nothing stays but where it was, and its place in the status list, so that copies
 * go on verifying.
 */
async function erase(tx: Transaction, learnerId: string, at: Date): Promise<void> {
  const rows = await aboutAwardsTo(tx, learnerId).for('update', { of: endorsements })
  for (const row of rows) {
    const { id, endorserId, statusListId, statusListIndex, createdAt, revokedAt } = row
    await tx.delete(endorsements).where(eq(endorsements.id, id))
    if (row.credential !== null) {
      await tx.insert(erasedEndorsements).values({ publicId: row.publicId, erasedAt: at })
    }
    if (endorserId === null || statusListId === null || statusListIndex === null) continue
    await tx.insert(credentialStatuses).values({
      id: uuidv7(),
      issuerId: endorserId,
      credentialId: null,
      purpose: 'revocation',
      statusListId,
      statusListIndex,
      createdAt,
      setAt: revokedAt,
      changedAt: at,
    })
  }
}
