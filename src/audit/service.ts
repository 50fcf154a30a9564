import type { Database } from '../db/index.ts'
import {
  type Actor,
  holdToLearner,
  notFound,
  type Page,
  Problem,
  page,
  pageRequest,
  rfc3339,
} from '../http/index.ts'
import { areKnown } from '../learners/index.ts'
import type { AuditQuery, AuditRecord } from './schema.ts'
import { type AuditRow, recordsOf } from './store.ts'

/** Reading who read what. */
export type AuditReading = {
  /**
   * Who read or changed what of a learner, oldest first.
   * @throws Problem 403 to issuers, for it says who else deals with the learner
   */
  list(actor: Actor, learnerId: string, query: AuditQuery): Promise<Page<AuditRecord>>
}

/** An {@link AuditReading} of what an `AuditTrail` wrote. */
export function createAuditReading({ database }: { database: Database }): AuditReading {
  return {
    async list(actor, learnerId, query) {
      if (actor.issuerId !== null) throw notForIssuers()
      holdToLearner(actor, learnerId)
      const [isKnown] = await areKnown(database.queries, [{ learnerId, issuerId: null }])
      if (!isKnown) throw notFound('learner')
      const request = pageRequest({ ...query, archived: false })
      return page((await recordsOf(database.queries, learnerId, request)).map(shown), request)
    },
  }
}

export function shown({ id, at, action, operation, actorId, issuerId }: AuditRow): AuditRecord {
  return { id, at: rfc3339(at), action: action as 'read', operation, actorId, issuerId }
}

function notForIssuers(): Problem {
  return new Problem(
    'insufficient-scope',
    'Who read what of a learner is told to the platform and to the learner.',
  )
}
