import { and, asc, desc, eq, gt, inArray, max, ne, sql } from 'drizzle-orm'
import { isObject } from '../credentials/index.ts'
import { issuerKeys, issuers, type Queries, type Transaction } from '../db/index.ts'
import type { KeyAlgorithm } from '../key-stores/index.ts'

export type { KeyAlgorithm }
export type IssuerKeyRow = typeof issuerKeys.$inferSelect
export type KeyState = 'pending' | 'active' | 'retired' | 'compromised'

/** The URL under which a key for VC-JWTs is served: their `kid`. */
export function keyUrl(publicUrl: string, key: Pick<IssuerKeyRow, 'issuerId' | 'number'>): string {
  return `${publicUrl}/issuers/${key.issuerId}/keys/${key.number}`
}

/**
 * Adds a key under the next number; the issuer must be locked, unless it is new.
 *
 * @param publicUrl - origin of the URL that a JWK gets as its `kid`
 */
export async function insertKey(
  db: Queries,
  publicUrl: string,
  key: Omit<typeof issuerKeys.$inferInsert, 'number'>,
): Promise<IssuerKeyRow> {
  const { issuerId, publicJwk } = key
  const [last] = await db
    .select({ number: max(issuerKeys.number) })
    .from(issuerKeys)
    .where(eq(issuerKeys.issuerId, issuerId))
  const number = (last?.number ?? 0) + 1
  const [row] = await db
    .insert(issuerKeys)
    .values({
      ...key,
      number,
      ...(isObject(publicJwk) && {
        publicJwk: { ...publicJwk, kid: keyUrl(publicUrl, { issuerId, number }) },
      }),
    })
    .returning()
  return row as IssuerKeyRow
}

/** Changes a key, which has to be there. */
export async function updateKey(
  db: Queries,
  id: string,
  changes: Partial<typeof issuerKeys.$inferInsert>,
): Promise<IssuerKeyRow> {
  const [row] = await db.update(issuerKeys).set(changes).where(eq(issuerKeys.id, id)).returning()
  return row as IssuerKeyRow
}

/** The key that signs for an issuer by this algorithm, if there is one. */
export async function activeKey(
  db: Queries,
  issuerId: string,
  algorithm: KeyAlgorithm,
): Promise<IssuerKeyRow | undefined> {
  const [row] = await db
    .select()
    .from(issuerKeys)
    .where(
      and(
        eq(issuerKeys.issuerId, issuerId),
        eq(issuerKeys.algorithm, algorithm),
        eq(issuerKeys.state, 'active'),
      ),
    )
  return row
}

/**
 * An issuer and the Ed25519 key that signs for it, as they belong together.
 *
 * @param lock - nobody declares the key compromised until the transaction ends; a rotation may retire
 *   it
 */
export async function issuerWithKey(db: Queries, issuerId: string, lock = false) {
  const query = db
    .select({ issuer: issuers, key: issuerKeys })
    .from(issuers)
    .innerJoin(
      issuerKeys,
      and(
        eq(issuerKeys.issuerId, issuers.id),
        eq(issuerKeys.algorithm, 'Ed25519'),
        eq(issuerKeys.state, 'active'),
      ),
    )
    .where(eq(issuers.id, issuerId))
    .$dynamic()
  const [row] = await (lock ? query.for('key share', { of: issuerKeys }) : query)
  return row
}

/** The newest Ed25519 key of an identity that can still sign for it: the active one, or a retired one. */
export async function soundKeyOfDid(
  db: Queries,
  issuerId: string,
  did: string,
): Promise<IssuerKeyRow | undefined> {
  const [row] = await db
    .select()
    .from(issuerKeys)
    .where(
      and(
        eq(issuerKeys.issuerId, issuerId),
        eq(issuerKeys.did, did),
        eq(issuerKeys.algorithm, 'Ed25519'),
        inArray(issuerKeys.state, ['active', 'retired']),
      ),
    )
    // By the alphabet, active comes before retired.
    .orderBy(asc(issuerKeys.state), desc(issuerKeys.number))
    .limit(1)
  return row
}

/** Every published key of an identity, in the order of their numbers. */
export function keysOfDid(db: Queries, did: string): Promise<IssuerKeyRow[]> {
  return db
    .select()
    .from(issuerKeys)
    .where(and(eq(issuerKeys.did, did), ne(issuerKeys.state, 'pending')))
    .orderBy(asc(issuerKeys.number))
}

/** A key by the number it is published under; locked until the transaction ends where asked for. */
export async function keyByNumber(
  db: Queries,
  issuerId: string,
  number: number,
  lock = false,
): Promise<IssuerKeyRow | undefined> {
  const query = db
    .select()
    .from(issuerKeys)
    .where(and(eq(issuerKeys.issuerId, issuerId), eq(issuerKeys.number, number)))
    .$dynamic()
  const [row] = await (lock ? query.for('update') : query)
  return row
}

/** A key of any issuer, in any state. */
export async function keyById(db: Queries, id: string): Promise<IssuerKeyRow | undefined> {
  const [row] = await db.select().from(issuerKeys).where(eq(issuerKeys.id, id))
  return row
}

/**
 * Whether anybody here signs, or signed, with this Ed25519 key. Nobody else is told anything about
 * the same key until the transaction ends.
 */
export async function isKnownKey(tx: Transaction, publicKeyMultibase: string): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${publicKeyMultibase}, 0))`)
  const rows = await tx
    .select({ id: issuerKeys.id })
    .from(issuerKeys)
    .where(eq(issuerKeys.publicKeyMultibase, publicKeyMultibase))
    .limit(1)
  return rows.length > 0
}

/**
 * The keys of an issuer in the order of their numbers, one row more than the page holds.
 * @param after - id of the key before the first, or null
 */
export function listKeys(
  db: Queries,
  issuerId: string,
  page: { limit: number; after: string | null },
): Promise<IssuerKeyRow[]> {
  const before =
    page.after === null
      ? undefined
      : gt(
          issuerKeys.number,
          db
            .select({ number: issuerKeys.number })
            .from(issuerKeys)
            .where(eq(issuerKeys.id, page.after)),
        )
  return db
    .select()
    .from(issuerKeys)
    .where(and(eq(issuerKeys.issuerId, issuerId), before))
    .orderBy(asc(issuerKeys.number))
    .limit(page.limit + 1)
}
