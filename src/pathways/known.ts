import { and, eq, or, type SQL, sql } from 'drizzle-orm'
import { pathways, type Queries } from '../db/index.ts'
import { type Actor, notFound, Problem } from '../http/index.ts'
import { leads } from '../places/index.ts'
import type { PathwayRow } from './store.ts'

/**
 * What a caller may know of: a key of a place what is of it; an issuer its own, all of the places that
 * it leads, and what is published in those that it is in; the platform all. Drafts do not exist for
 * learners, whoever made their token.
 */
export function knownTo({ issuerId, placeId, learnerId }: Actor): SQL | undefined {
  const published = eq(pathways.status, 'published')
  return and(
    learnerId === null ? undefined : published,
    placeId === null ? undefined : eq(pathways.placeId, placeId),
    issuerId === null
      ? undefined
      : or(
          eq(pathways.issuerId, issuerId),
          sql`${pathways.placeId} = any(${placesOf(issuerId, 'lead')})`,
          and(published, sql`${pathways.placeId} = any(${placesOf(issuerId)})`),
        ),
  )
}

/** As an array, which the index can be asked for in one go. */
function placesOf(issuerId: string, role?: string): SQL {
  return sql`array(
    select place_id from place_memberships
    where issuer_id = ${issuerId} and status = 'member'
      and ${role === undefined ? sql`true` : sql`role = ${role}`})`
}

/** The pathway, if the caller may know of it; archived ones too. */
export async function pathwayFor(
  db: Queries,
  actor: Actor,
  id: string,
): Promise<PathwayRow | undefined> {
  const [row] = await db
    .select()
    .from(pathways)
    .where(and(eq(pathways.id, id), knownTo(actor)))
  return row
}

/**
 * Who a caller is for a pathway that it changes: itself for its own; who leads the place of another's
 * does as a key of the place.
 *
 * @throws Problem 404 for who may not know of it; 403 for other members of its place
 */
export async function changing(db: Queries, actor: Actor, id: string): Promise<Actor> {
  const row = await pathwayFor(db, actor, id)
  if (row === undefined) throw notFound('pathway')
  const { placeId } = row
  if (actor.issuerId === null || actor.issuerId === row.issuerId) return actor
  if (placeId !== null && (await leads(db, actor, placeId))) {
    return { ...actor, issuerId: null, placeId }
  }
  throw new Problem('insufficient-scope', 'Only its issuer and the lead of its place may do that.')
}
