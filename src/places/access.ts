import type { Queries } from '../db/index.ts'
import { type Actor, notFound, Problem } from '../http/index.ts'
import { membershipOf } from './membership-store.ts'
import { type PlaceRow, placeFor } from './store.ts'

/** @throws Problem 404 when there is no such place for this caller */
export async function visiblePlace(
  db: Queries,
  actor: Actor,
  id: string,
  field?: string,
): Promise<PlaceRow> {
  const row = await placeFor(db, actor, id)
  if (row === undefined) throw notFound('place', field)
  return row
}

/**
 * Passes for the platform, a key that may change the place, and members with the role `lead`.
 *
 * @throws Problem 404 when there is no such place for this caller; 403 when others lead it
 */
export async function mustLead(
  db: Queries,
  actor: Actor,
  id: string,
  field?: string,
): Promise<PlaceRow> {
  const place = await visiblePlace(db, actor, id, field)
  if (!(await leads(db, actor, id))) {
    throw new Problem('insufficient-scope', 'Only the lead of the place may do that.')
  }
  return place
}

/** Whether a caller who knows of a place leads it. */
export async function leads(db: Queries, actor: Actor, placeId: string): Promise<boolean> {
  if (actor.placeId !== null) return actor.scopes.has('places:write')
  if (actor.issuerId === null) return true
  const membership = await membershipOf(db, placeId, actor.issuerId)
  return membership?.status === 'member' && membership.role === 'lead'
}
