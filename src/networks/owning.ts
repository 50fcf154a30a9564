import type { Queries } from '../db/index.ts'
import { type Actor, notFound } from '../http/index.ts'
import { issuerExists } from '../issuers/index.ts'
import { isMember, leads } from '../places/index.ts'

/**
 * Whether a thing is of a place for a caller: whoever leads the place has all that is of it, others
 * what is of their issuer too; the platform can put anything anywhere.
 */
export async function isTheirs(
  db: Queries,
  actor: Actor,
  placeId: string,
  thing: { issuerId: string | null; placeId?: string | null },
): Promise<boolean> {
  if (actor.issuerId === null && actor.placeId === null) return true
  const { issuerId } = thing
  const isOwn = actor.issuerId !== null && issuerId === actor.issuerId
  if (!isOwn && !(await leads(db, actor, placeId))) return false
  if (thing.placeId === placeId) return true
  return issuerId !== null && (await isMember(db, placeId, issuerId))
}

/**
 * The issuer whose something becomes in a place.
 *
 * @throws Problem naming `issuerId` for an issuer that is not in the place, or none of the caller's
 */
export async function issuerIn(
  db: Queries,
  actor: Actor,
  placeId: string,
  stated: string | undefined,
): Promise<string | null> {
  const issuerId = stated ?? actor.issuerId
  if (issuerId === null) return null
  // The platform can put anything anywhere.
  const isThere =
    actor.issuerId === null && actor.placeId === null
      ? await issuerExists(db, issuerId)
      : (actor.issuerId ?? issuerId) === issuerId && (await isMember(db, placeId, issuerId))
  if (!isThere) throw notFound('issuer', 'issuerId')
  return issuerId
}
