import { and, asc, eq, isNotNull, ne, or } from 'drizzle-orm'
import { issuerKeys, issuers, type Queries } from '../db/index.ts'
import type { IssuerKeyRow } from '../issuers/index.ts'

/** The key of an issuer that waits to be published, if there is one. */
export async function pendingKey(db: Queries, issuerId: string): Promise<IssuerKeyRow | undefined> {
  const [row] = await db
    .select()
    .from(issuerKeys)
    .where(and(eq(issuerKeys.issuerId, issuerId), eq(issuerKeys.state, 'pending')))
  return row
}

/** Only a key that never signed anything can go. */
export async function deletePendingKey(db: Queries, issuerId: string): Promise<void> {
  await db
    .delete(issuerKeys)
    .where(and(eq(issuerKeys.issuerId, issuerId), eq(issuerKeys.state, 'pending')))
}

/**
 * The keys that belong into the document of an identity of an issuer, in the order of their
 * numbers: those that signed or are to sign as it, and those for VC-JWTs, which sign for the issuer
 * whatever its identity is.
 */
export function keysToPublish(db: Queries, issuerId: string, did: string): Promise<IssuerKeyRow[]> {
  return db
    .select()
    .from(issuerKeys)
    .where(
      and(
        eq(issuerKeys.issuerId, issuerId),
        or(
          eq(issuerKeys.did, did),
          and(isNotNull(issuerKeys.publicJwk), ne(issuerKeys.state, 'compromised')),
        ),
      ),
    )
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
