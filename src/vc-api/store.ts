import { and, asc, eq, inArray, or } from 'drizzle-orm'
import { credentialStatuses, type Queries } from '../db/index.ts'

export type CredentialStatusRow = typeof credentialStatuses.$inferSelect

/** @returns whether all are new: an issuer calls one credential by a name */
export async function insertStatuses(
  db: Queries,
  rows: (typeof credentialStatuses.$inferInsert)[],
): Promise<boolean> {
  if (rows.length === 0) return true
  const inserted = await db
    .insert(credentialStatuses)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id: credentialStatuses.id })
  return inserted.length === rows.length
}

/**
 * The status entries of the credentials that are called something, or of the one that has a place;
 * locked until the transaction ends.
 *
 * @param issuerId - null: of any issuer
 */
export function lockStatuses(
  db: Queries,
  called: { credentialId: string; place: { statusListId: string; index: number } | null },
  issuerId: string | null,
): Promise<CredentialStatusRow[]> {
  const { credentialId, place } = called
  return db
    .select()
    .from(credentialStatuses)
    .where(
      and(
        or(
          eq(credentialStatuses.credentialId, credentialId),
          place === null
            ? undefined
            : and(
                eq(credentialStatuses.statusListId, place.statusListId),
                eq(credentialStatuses.statusListIndex, place.index),
              ),
        ),
        issuerId === null ? undefined : eq(credentialStatuses.issuerId, issuerId),
      ),
    )
    .orderBy(asc(credentialStatuses.id))
    .limit(100)
    .for('no key update')
}

export async function changeStatuses(
  db: Queries,
  ids: string[],
  change: { isSet: boolean; by: string; at: Date },
): Promise<void> {
  if (ids.length === 0) return
  const { isSet, by, at } = change
  await db
    .update(credentialStatuses)
    .set({ setAt: isSet ? at : null, changedBy: by, changedAt: at })
    .where(inArray(credentialStatuses.id, ids))
}
