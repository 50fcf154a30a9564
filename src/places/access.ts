import type { Queries } from '../db/index.ts'
import { type Actor, notFound, Problem } from '../http/index.ts'
import { membershipOf } from './membership-store.ts'
import { isWorkRole } from './roles.ts'
import { type PlaceRow, placeFor, placeOfIssuer } from './store.ts'

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

type Admit = (db: Queries, actor: Actor, id: string, field?: string) => Promise<PlaceRow>

/** Passes for whom `isAllowed`; others who know of the place are told who is. */
function admitting(
  isAllowed: (...asked: Parameters<Admit>) => Promise<boolean>,
  refusal: string,
): Admit {
  return async (db, actor, id, field) => {
    const place = await visiblePlace(db, actor, id, field)
    if (!(await isAllowed(db, actor, id, field))) throw new Problem('insufficient-scope', refusal)
    return place
  }
}

/**
 * Passes for the platform, a key that may change the place, and members with the role `lead`.
 *
 * @throws Problem 404 when there is no such place for this caller; 403 when others lead it
 */
export const mustLead = admitting(leads, 'Only the lead of the place may do that.')

/**
 * Passes for who may put something into a place: the platform, keys of the place (whose scopes say
 * what), and members that work there.
 *
 * @throws Problem 404 when there is no such place for this caller, or it was only asked into it; 403
 *   for members that only read or review there
 */
export const mustWork = admitting(async (db, actor, id, field) => {
  if (actor.placeId !== null || actor.issuerId === null) return true
  const membership = await membershipOf(db, id, actor.issuerId)
  if (membership?.status !== 'member') throw notFound('place', field)
  return isWorkRole(membership.role)
}, 'Only the lead and the issuer staff of the place may.')

/**
 * Where something of an issuer is unless it says so: in the place that decides for it, if it works
 * there.
 */
export async function usualPlace(db: Queries, issuerId: string): Promise<string | null> {
  const place = await placeOfIssuer(db, issuerId)
  if (place === undefined) return null
  const membership = await membershipOf(db, place.id, issuerId)
  return membership !== undefined && isWorkRole(membership.role) ? place.id : null
}

/** Whether a caller who knows of a place leads it. */
export async function leads(db: Queries, actor: Actor, placeId: string): Promise<boolean> {
  if (actor.placeId !== null) return actor.scopes.has('places:write')
  if (actor.issuerId === null) return true
  const membership = await membershipOf(db, placeId, actor.issuerId)
  return membership?.status === 'member' && membership.role === 'lead'
}
