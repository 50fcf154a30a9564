import { assertionsByIds, publishedAmong } from '../assertions/index.ts'
import type { JsonObject } from '../credentials/index.ts'
import type { Queries } from '../db/index.ts'
import { type Actor, conflict, notFound } from '../http/index.ts'

/** A credential that a learner picked. */
export type Pick = { assertionId: string; issuerId: string; credential: JsonObject }

/** What tells which credentials can be picked. */
export type Picking = { now: () => Date }

/**
 * The credentials that a learner picks, in the order of the picks.
 *
 * @throws Problem 404 naming the first that is not the learner's, or that the caller may not know of,
 *   409 for one that does not stand at this time, or that the learner has hidden or declined
 */
export async function picked(
  db: Queries,
  { now }: Picking,
  who: { actor: Actor; learnerId: string },
  assertionIds: string[],
): Promise<Pick[]> {
  const { actor, learnerId } = who
  const rows = new Map((await assertionsByIds(db, assertionIds)).map((row) => [row.id, row]))
  const shown = await publishedAmong(db, assertionIds)
  return assertionIds.map((assertionId, position) => {
    const field = `assertionIds[${position}]`
    const row = rows.get(assertionId)
    const isKnown = actor.issuerId === null || actor.issuerId === row?.issuerId
    if (row?.learnerId !== learnerId || row.credential === null || !isKnown) {
      throw notFound('assertion', field)
    }
    const against =
      row.revokedAt !== null
        ? 'is revoked'
        : row.suspendedAt !== null
          ? 'is suspended'
          : row.validUntil !== null && row.validUntil <= now()
            ? 'has expired'
            : row.validFrom > now()
              ? 'is not valid yet'
              : shown.has(assertionId)
                ? null
                : 'is hidden or declined'
    if (against !== null) throw conflict(`${field} ${against}.`, field)
    return { assertionId, issuerId: row.issuerId, credential: JSON.parse(row.credential) }
  })
}
