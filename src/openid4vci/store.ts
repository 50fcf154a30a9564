import { and, eq, inArray, isNull, lt, sql } from 'drizzle-orm'
import { assertions, credentialOffers, type Queries } from '../db/index.ts'

export type OfferRow = typeof credentialOffers.$inferSelect

export async function insertOffer(
  db: Queries,
  row: typeof credentialOffers.$inferInsert,
): Promise<void> {
  await db.insert(credentialOffers).values(row)
}

export async function offerByToken(db: Queries, tokenHash: Buffer): Promise<OfferRow | undefined> {
  const [row] = await db
    .select()
    .from(credentialOffers)
    .where(eq(credentialOffers.tokenHash, tokenHash))
  return row
}

/** The offer with this code, locked until the transaction ends. */
export async function lockOfferByCode(
  db: Queries,
  codeHash: Buffer,
): Promise<OfferRow | undefined> {
  const [row] = await db
    .select()
    .from(credentialOffers)
    .where(eq(credentialOffers.codeHash, codeHash))
    .for('update')
  return row
}

/** The same by its access token. */
export async function offerByAccess(
  db: Queries,
  accessTokenHash: Buffer,
): Promise<OfferRow | undefined> {
  const [row] = await db
    .select()
    .from(credentialOffers)
    .where(eq(credentialOffers.accessTokenHash, accessTokenHash))
  return row
}

export async function updateOffer(
  db: Queries,
  id: string,
  changes: Partial<OfferRow>,
): Promise<void> {
  await db.update(credentialOffers).set(changes).where(eq(credentialOffers.id, id))
}

/** Notes that the credential was handed out; false when it was before. */
export async function markIssued(db: Queries, id: string, at: Date): Promise<boolean> {
  const rows = await db
    .update(credentialOffers)
    .set({ issuedAt: at })
    .where(and(eq(credentialOffers.id, id), isNull(credentialOffers.issuedAt)))
    .returning({ id: credentialOffers.id })
  return rows.length > 0
}

/** Deletes offers that were over before. */
export async function deleteOffersBefore(db: Queries, at: Date): Promise<void> {
  await db.delete(credentialOffers).where(lt(credentialOffers.expiresAt, at))
}

const ofLearner = (db: Queries, learnerId: string) =>
  inArray(
    credentialOffers.assertionId,
    db.select({ id: assertions.id }).from(assertions).where(eq(assertions.learnerId, learnerId)),
  )

export function offersOf(db: Queries, learnerId: string) {
  const { id, assertionId, createdAt, expiresAt, issuedAt } = credentialOffers
  return db
    .select({ id, assertionId, createdAt, expiresAt, issuedAt })
    .from(credentialOffers)
    .where(ofLearner(db, learnerId))
    .orderBy(sql`${id}`)
}

export async function deleteOffersOf(db: Queries, learnerId: string): Promise<void> {
  await db.delete(credentialOffers).where(ofLearner(db, learnerId))
}
