import { and, asc, eq, ne } from 'drizzle-orm'
import { issuerKeys, issuers, type Queries } from '../db/index.ts'
import type { IssuerKeyRow } from '../issuers/index.ts'

/** The keys of an issuer that wait to be published, in the order of their numbers. */
export function pendingKeys(db: Queries, issuerId: string): Promise<IssuerKeyRow[]> {
  return db
    .select()
    .from(issuerKeys)
    .where(and(eq(issuerKeys.issuerId, issuerId), eq(issuerKeys.state, 'pending')))
    .orderBy(asc(issuerKeys.number))
}

/** Only keys that never signed anything can go. */
export async function deletePendingKeys(db: Queries, issuerId: string): Promise<void> {
  await db
    .delete(issuerKeys)
    .where(and(eq(issuerKeys.issuerId, issuerId), eq(issuerKeys.state, 'pending')))
}

/** The keys that signed or are to sign as an identity of an issuer, in the order of their numbers. */
export function keysToPublish(db: Queries, issuerId: string, did: string): Promise<IssuerKeyRow[]> {
  return db
    .select()
    .from(issuerKeys)
    .where(and(eq(issuerKeys.issuerId, issuerId), eq(issuerKeys.did, did)))
    .orderBy(asc(issuerKeys.number))
}

/** Whether another issuer here has this identity, or had it. */
export async function isTaken(db: Queries, issuerId: string, did: string): Promise<boolean> {
  const [key] = await db
    .select({ id: issuerKeys.id })
    .from(issuerKeys)
    .where(
      and(
        eq(issuerKeys.did, did),
        ne(issuerKeys.issuerId, issuerId),
        ne(issuerKeys.state, 'pending'),
      ),
    )
    .limit(1)
  if (key !== undefined) return true
  const [issuer] = await db
    .select({ id: issuers.id })
    .from(issuers)
    .where(and(eq(issuers.did, did), ne(issuers.id, issuerId)))
  return issuer !== undefined
}
