import { and, asc, desc, eq, inArray, ne, sql } from 'drizzle-orm'
import { storedDocument, withDocuments } from '../credential-templates/index.ts'
import { assertions, credentialJwts, issuerKeys, issuers, type Queries } from '../db/index.ts'
import type { IssuerKeyRow } from '../issuers/index.ts'

/** The algorithms of keys for VC-JWTs. */
const JWT_ALGORITHMS = ['RS256', 'ES256']

/**
 * What is there for a VC-JWT: the credential and its issuer's setting, and the token that was made
 * before, unless the key that signed it was compromised since.
 */
export async function jwtOf(db: Queries, publicId: string) {
  const [row] = await db
    .select({
      assertionId: assertions.id,
      issuerId: assertions.issuerId,
      ...storedDocument,
      issuerDid: issuers.did,
      algorithm: issuers.jwtAlgorithm,
      jwt: credentialJwts.jwt,
      keyState: issuerKeys.state,
    })
    .from(assertions)
    .innerJoin(issuers, eq(issuers.id, assertions.issuerId))
    .leftJoin(credentialJwts, eq(credentialJwts.assertionId, assertions.id))
    .leftJoin(issuerKeys, eq(issuerKeys.id, credentialJwts.issuerKeyId))
    .where(eq(assertions.publicId, publicId))
  if (row === undefined) return undefined
  const { jwt, keyState, ...rest } = row
  const [found] = await withDocuments(db, [rest])
  return found && { ...found, jwt: keyState === 'compromised' ? null : jwt }
}

/**
 * Stores a token where there is none, or only one of a compromised key, provided that its own key
 * is sound: whoever declares that one compromised waits for this transaction, or is seen by it.
 *
 * @returns whether the token was stored
 */
export async function storeJwt(
  db: Queries,
  row: typeof credentialJwts.$inferInsert,
): Promise<boolean> {
  const [key] = await db
    .select({ state: issuerKeys.state })
    .from(issuerKeys)
    .where(eq(issuerKeys.id, row.issuerKeyId))
    .for('share')
  if (key?.state !== 'active' && key?.state !== 'retired') return false
  // Whoever erases the learner waits for this transaction, or is seen by it.
  const [assertion] = await db
    .select({ erasedAt: assertions.erasedAt })
    .from(assertions)
    .where(eq(assertions.id, row.assertionId))
    .for('key share')
  if (assertion === undefined || assertion.erasedAt !== null) return false
  const compromised = db
    .select({ id: issuerKeys.id })
    .from(issuerKeys)
    .where(eq(issuerKeys.state, 'compromised'))
  const stored = await db
    .insert(credentialJwts)
    .values(row)
    .onConflictDoUpdate({
      target: credentialJwts.assertionId,
      set: { jwt: row.jwt, issuerKeyId: row.issuerKeyId, createdAt: row.createdAt },
      setWhere: inArray(credentialJwts.issuerKeyId, compromised),
    })
    .returning({ assertionId: credentialJwts.assertionId })
  return stored.length > 0
}

/** The keys for VC-JWTs of an issuer that may sign: those that do now, then from the newest on. */
export function soundJwtKeys(db: Queries, issuerId: string): Promise<IssuerKeyRow[]> {
  return (
    db
      .select()
      .from(issuerKeys)
      .where(
        and(
          eq(issuerKeys.issuerId, issuerId),
          inArray(issuerKeys.algorithm, JWT_ALGORITHMS),
          inArray(issuerKeys.state, ['active', 'retired']),
        ),
      )
      // By the alphabet, active comes before retired.
      .orderBy(asc(issuerKeys.state), desc(issuerKeys.number))
  )
}

/**
 * Changes whenever `soundJwks` does: published keys become more and never fewer, and so do those of
 * them that were compromised.
 */
export async function jwksVersion(db: Queries): Promise<string> {
  const [row] = await db
    .select({
      published: sql<string>`count(*)`,
      compromised: sql<string>`count(*) filter (where ${issuerKeys.state} = 'compromised')`,
    })
    .from(issuerKeys)
    .where(and(inArray(issuerKeys.algorithm, JWT_ALGORITHMS), ne(issuerKeys.state, 'pending')))
  return `${row?.published} ${row?.compromised}`
}

/** The public keys of all issuers that VC-JWTs may be verified with. */
export async function soundJwks(db: Queries): Promise<unknown[]> {
  const rows = await db
    .select({ jwk: issuerKeys.publicJwk })
    .from(issuerKeys)
    .where(
      and(
        inArray(issuerKeys.algorithm, JWT_ALGORITHMS),
        inArray(issuerKeys.state, ['active', 'retired']),
      ),
    )
    .orderBy(asc(issuerKeys.id))
  return rows.map(({ jwk }) => jwk)
}

/** Every identity that an issuer has or had. */
export async function didsOf(db: Queries, issuerId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ did: issuerKeys.did })
    .from(issuerKeys)
    .where(and(eq(issuerKeys.issuerId, issuerId), ne(issuerKeys.state, 'pending')))
  return rows.map(({ did }) => did)
}
