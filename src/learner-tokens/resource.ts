import { rfc3339 } from '../http/index.ts'
import type { LearnerToken } from './schema.ts'
import type { LearnerTokenRow } from './store.ts'

/** A token as it is listed: without what it is good for. */
export function toLearnerToken(row: LearnerTokenRow): LearnerToken {
  return {
    id: row.id,
    learnerId: row.learnerId,
    issuerId: row.issuerId,
    scopes: row.scopes,
    createdAt: rfc3339(row.createdAt),
    expiresAt: rfc3339(row.expiresAt),
    revokedAt: row.revokedAt === null ? null : rfc3339(row.revokedAt),
  }
}
