import { rfc3339, type Versioned } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import type { Endorsement, EndorsementStatus, EndorsementSummary, Target } from './schema.ts'
import { endorsementUrl } from './statement.ts'
import type { EndorsementRow } from './store.ts'

/**
 * Makes what the API shows of an endorsement.
 *
 * @param vault - opens the reason
 */
export function createPresenter(vault: Vault, publicUrl: string) {
  const summary = (row: EndorsementRow): EndorsementSummary => ({
    id: row.id,
    status: row.status as EndorsementStatus,
    endorserId: row.endorserId,
    ownerId: row.ownerId,
    target: { type: row.targetType as Target['type'], id: row.targetId },
    subjectId: row.subjectId,
    comment: row.comment,
    validUntil: row.validUntil === null ? null : rfc3339(row.validUntil),
    endorsementUrl: row.credential === null ? null : endorsementUrl(publicUrl, row.publicId),
    reason:
      row.sealedReason === null
        ? null
        : vault.open(row.sealedReason, 'endorsement-reason').toString(),
    decidedAt: row.decidedAt === null ? null : rfc3339(row.decidedAt),
    createdAt: rfc3339(row.createdAt),
    updatedAt: rfc3339(row.updatedAt),
  })
  const answer = (row: EndorsementRow): Versioned<Endorsement> => ({
    resource: {
      ...summary(row),
      credential: row.credential === null ? null : JSON.parse(row.credential),
    },
    revision: row.revision,
  })
  return { summary, answer }
}
