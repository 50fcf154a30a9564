import { eq, inArray, sql } from 'drizzle-orm'
import { claimCodeSets, claimReservations, type Queries } from '../db/index.ts'
import type { Identifier } from '../learners/index.ts'
import type { Vault } from '../vault.ts'

/** What the identifiers that codes are kept for are sealed for. */
const PLACE = 'claim-reservation'
/** What a scanner brings that was offline is older than now. */
const KEPT_AFTER_END = '7 days'

/** The keyed hash of the identifier that codes are for. */
export function reservation(vault: Vault, { type, authority, value }: Identifier): Buffer {
  return vault.keyedHash('claim-reservation', type, authority ?? '', value)
}

/** Keeps for whom the codes of a set are, and forgets that of sets whose time has long been over. */
export async function insertReservation(
  db: Queries,
  vault: Vault,
  setId: string,
  identifier: Identifier,
): Promise<void> {
  await db.execute(sql`
    delete from claim_reservations using claim_code_sets
    where claim_code_sets.id = set_id
      and valid_until < now() - ${KEPT_AFTER_END}::interval`)
  await db.insert(claimReservations).values({
    setId,
    reservedIndex: reservation(vault, identifier),
    sealedIdentifier: vault.seal(JSON.stringify(identifier), PLACE),
  })
}

/** For whom the codes of sets are, as far as that is kept. */
export async function reservationsOf(
  db: Queries,
  vault: Vault,
  setIds: readonly string[],
): Promise<Map<string, Identifier>> {
  if (setIds.length === 0) return new Map()
  const rows = await db
    .select()
    .from(claimReservations)
    .where(inArray(claimReservations.setId, [...setIds]))
  return new Map(
    rows.map(({ setId, sealedIdentifier }) => [
      setId,
      JSON.parse(vault.open(sealedIdentifier, PLACE).toString()) as Identifier,
    ]),
  )
}

/** Forgets for whom the codes of a set are: who claimed is known, or nobody can any more. */
export async function deleteReservation(db: Queries, setId: string): Promise<void> {
  await db.delete(claimReservations).where(eq(claimReservations.setId, setId))
}

/** The sets that are kept for somebody with these identifiers. */
export function setsReservedFor(db: Queries, vault: Vault, identifiers: readonly Identifier[]) {
  return db
    .select({
      id: claimCodeSets.id,
      badgeClassId: claimCodeSets.badgeClassId,
      opportunityId: claimCodeSets.opportunityId,
      createdAt: claimCodeSets.createdAt,
    })
    .from(claimReservations)
    .innerJoin(claimCodeSets, eq(claimCodeSets.id, claimReservations.setId))
    .where(
      inArray(
        claimReservations.reservedIndex,
        identifiers.map((one) => reservation(vault, one)),
      ),
    )
}
