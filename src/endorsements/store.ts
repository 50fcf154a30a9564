import { and, asc, desc, eq, gt, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { storedDocument, withDocuments } from '../credential-templates/index.ts'
import {
  assertions,
  badgeClasses,
  badgeClassVersions,
  endorsements,
  erasedEndorsements,
  isPublished,
  issuerKeys,
  issuers,
  type Queries,
} from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'
import type { EndorsementFilter } from './schema.ts'

export type EndorsementRow = typeof endorsements.$inferSelect

export async function insertEndorsement(db: Queries, row: typeof endorsements.$inferInsert) {
  const [inserted] = await db.insert(endorsements).values(row).returning()
  return inserted as EndorsementRow
}

export async function endorsementById(db: Queries, id: string) {
  const [row] = await db.select().from(endorsements).where(eq(endorsements.id, id))
  return row
}

/** The row, locked until the transaction ends. */
export async function lockEndorsement(db: Queries, id: string) {
  const [row] = await db
    .select()
    .from(endorsements)
    .where(eq(endorsements.id, id))
    .for('no key update')
  return row
}

export async function updateEndorsement(
  db: Queries,
  id: string,
  changes: Partial<typeof endorsements.$inferInsert>,
) {
  const [row] = await db
    .update(endorsements)
    .set(changes)
    .where(eq(endorsements.id, id))
    .returning()
  return row as EndorsementRow
}

/**
 * One row more than the page holds.
 * @param party - only those that this issuer is asked for or asks for; null: all
 */
export function listEndorsements(
  db: Queries,
  party: string | null,
  filter: EndorsementFilter,
  page: PageRequest,
) {
  const { endorserId, targetType, targetId, status } = filter
  const conditions: (SQL | undefined)[] = [
    party === null
      ? undefined
      : or(eq(endorsements.endorserId, party), eq(endorsements.ownerId, party)),
    endorserId === undefined ? undefined : eq(endorsements.endorserId, endorserId),
    targetType === undefined ? undefined : eq(endorsements.targetType, targetType),
    targetId === undefined ? undefined : eq(endorsements.targetId, targetId),
    status === undefined ? undefined : eq(endorsements.status, status),
    page.after === null ? undefined : gt(endorsements.id, page.after),
  ]
  return db
    .select()
    .from(endorsements)
    .where(and(...conditions))
    .orderBy(asc(endorsements.id))
    .limit(page.limit + 1)
}

/** The signed statement behind a public id, unless it is about an award that nobody may see. */
export async function statementByPublicId(db: Queries, publicId: string) {
  const [row] = await db
    .select({ credential: endorsements.credential })
    .from(endorsements)
    .leftJoin(
      assertions,
      and(eq(endorsements.targetType, 'assertion'), eq(assertions.id, endorsements.targetId)),
    )
    .where(and(eq(endorsements.publicId, publicId), isPublished))
  return row?.credential ?? undefined
}

/** Whether a signed statement was behind a public id that is erased. */
export async function wasErased(db: Queries, publicId: string): Promise<boolean> {
  const rows = await db
    .select({ id: erasedEndorsements.publicId })
    .from(erasedEndorsements)
    .where(eq(erasedEndorsements.publicId, publicId))
  return rows.length > 0
}

/** What a stolen key signed endorses nothing: anybody may have written it. */
const accepted = sql`${endorsements.status} = 'accepted' and not exists (
  select from ${issuerKeys}
  where ${issuerKeys.id} = ${endorsements.issuerKeyId} and ${issuerKeys.state} = 'compromised'
)`
const signed = {
  id: endorsements.id,
  subjectId: endorsements.subjectId,
  validUntil: endorsements.validUntil,
  credential: endorsements.credential,
}

/** What stands in accepted endorsements; none of it ever changes. */
export function signedByIds(db: Queries, ids: string[]) {
  return db.select(signed).from(endorsements).where(inArray(endorsements.id, ids))
}

/** The ids of the accepted endorsements of these subjects, oldest first. */
export async function acceptedAbout(db: Queries, subjectIds: string[]): Promise<string[]> {
  const rows = await db
    .select({ id: endorsements.id })
    .from(endorsements)
    .where(and(inArray(endorsements.subjectId, subjectIds), accepted))
    .orderBy(asc(endorsements.id))
  return rows.map(({ id }) => id)
}

/**
 * For the select list of a question about issuers, badge classes and their versions: the ids of the
 * accepted endorsements of any of the three, in any version, and of the standards that the version
 * follows; null when there are none.
 */
export const acceptedAboutAward = sql<string[] | null>`(
  select array_agg(${endorsements.id} order by ${endorsements.id})
  from ${endorsements}
  where ${accepted}
    and ${endorsements.targetType} in ('issuer', 'badge-class', 'badging-standard')
    and ${endorsements.targetId} = any(
      array[${issuers.id}, ${badgeClasses.id}] || array(
        select (standard ->> 'id')::uuid
        from jsonb_array_elements(${badgeClassVersions.definition} -> 'standards') as standard
      )
    )
)`

/** Whether a statement with this id is accepted about a subject already. */
export async function hasStatement(
  db: Queries,
  subjectId: string,
  statementId: string,
): Promise<boolean> {
  const rows = await db
    .select({ credential: endorsements.credential })
    .from(endorsements)
    .where(and(eq(endorsements.subjectId, subjectId), accepted, isNull(endorsements.endorserId)))
  return rows.some(({ credential }) => JSON.parse(credential ?? '{}').id === statementId)
}

/** What an endorsement of an assertion has to know of it. */
export async function assertionTarget(db: Queries, id: string) {
  const [row] = await db
    .select({
      issuerId: assertions.issuerId,
      publicId: assertions.publicId,
      erasedAt: assertions.erasedAt,
      revokedAt: assertions.revokedAt,
      definition: badgeClassVersions.definition,
    })
    .from(assertions)
    .innerJoin(badgeClassVersions, eq(badgeClassVersions.id, assertions.badgeClassVersionId))
    .where(eq(assertions.id, id))
    // Whoever erases the learner waits for this transaction, or is seen by it.
    .for('key share', { of: assertions })
  return row?.erasedAt === null ? row : undefined
}

/** What a published credential is about: its badge class version, and the document itself. */
export async function publishedCredential(db: Queries, publicId: string) {
  const rows = await db
    .select({
      ...storedDocument,
      versionId: badgeClassVersions.id,
      definition: badgeClassVersions.definition,
    })
    .from(assertions)
    .innerJoin(badgeClassVersions, eq(badgeClassVersions.id, assertions.badgeClassVersionId))
    .where(and(eq(assertions.publicId, publicId), isPublished))
  const [found] = await withDocuments(db, rows)
  return found
}

/** The ids of all versions of a badge class, newest first. */
export async function versionIdsOf(db: Queries, badgeClassId: string): Promise<string[]> {
  const rows = await db
    .select({ id: badgeClassVersions.id })
    .from(badgeClassVersions)
    .where(eq(badgeClassVersions.badgeClassId, badgeClassId))
    .orderBy(desc(badgeClassVersions.number))
  return rows.map(({ id }) => id)
}

/** Whether an issuer here has this identity, or had it; a claim that nothing proved is neither. */
export async function isIssuerHere(db: Queries, did: string): Promise<boolean> {
  const now = await db.select({ id: issuers.id }).from(issuers).where(eq(issuers.did, did)).limit(1)
  if (now.length > 0) return true
  const before = await db
    .select({ id: issuerKeys.id })
    .from(issuerKeys)
    .where(and(eq(issuerKeys.did, did), ne(issuerKeys.state, 'pending')))
    .limit(1)
  return before.length > 0
}
