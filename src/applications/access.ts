import type { Queries } from '../db/index.ts'
import { type Actor, notFound } from '../http/index.ts'
import type { Role } from './life.ts'
import { type ApplicationRow, applicationFor } from './store.ts'

/** As what a caller has to do with an application that is there for it. */
export function roleOf({ issuerId, learnerId }: Actor, row: ApplicationRow): Role {
  if (learnerId !== null) return learnerId === row.learnerId ? 'learner' : 'peer'
  return issuerId === null ? 'platform' : 'issuer'
}

/** Whether a caller speaks for the one who applies. */
export function isApplicant(actor: Actor, row: ApplicationRow): boolean {
  const role = roleOf(actor, row)
  if (role === 'issuer') return row.madeByIssuerId === actor.issuerId
  return role === 'learner' || role === 'platform'
}

/** @throws Problem 404 for what does not exist, or not for this caller */
export async function findApplication(
  db: Queries,
  actor: Actor,
  id: string,
  lock = false,
): Promise<ApplicationRow> {
  const row = await applicationFor(db, actor, id, lock)
  if (row === undefined) throw notFound('application')
  return row
}
