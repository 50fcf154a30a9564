import {
  and,
  asc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNotNull,
  isNull,
  type SQL,
  sql,
} from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Expiry } from '../badge-classes/index.ts'
import {
  documentsOf,
  type StoredDocument,
  storedDocument,
  type WithDocument,
  withDocuments,
} from '../credential-templates/index.ts'
import {
  assertionChoices,
  assertions,
  badgeClasses,
  badgeClassVersions,
  credentialJwts,
  issuers,
  PUBLISHED_TEXT,
  type Queries,
  statusLists,
} from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'
import type { AssertionFilter } from './schema.ts'

/** What its learner wants done with an assertion; null where nobody chose. */
export type Choice = {
  acceptance: string | null
  visibility: string | null
  hiddenBy: string | null
}

/**
 * An assertion with the number of its badge class version, the purpose of its status entry, the
 * assertion that stands in its place, and what its learner chose.
 */
export type AssertionRow = WithDocument<typeof assertions.$inferSelect> & {
  version: number
  purpose: string
  supersededById: string | null
  /** Of an erased one: the hash of its document. */
  erasedHash: Buffer | null
} & Choice
export type AssertionSummaryRow = Omit<AssertionRow, 'credential' | 'erasedHash'>
/** An assertion whose learner was not erased. */
export type KeptRow = AssertionRow & { learnerId: string; credential: string }

const { credential, templateId, templateValues, credentialHash, ...summary } =
  getTableColumns(assertions)
const version = badgeClassVersions.number
const purpose = statusLists.purpose
const itsVersion = eq(badgeClassVersions.id, assertions.badgeClassVersionId)
const itsList = eq(statusLists.id, assertions.statusListId)
const successors = alias(assertions, 'successors')
const supersededById = successors.id
const itsSuccessor = eq(successors.supersedesId, assertions.id)
const { acceptance, visibility, hiddenBy } = assertionChoices
/** The columns of a {@link Choice}, and what joins them to an assertion. */
export const choice = { acceptance, visibility, hiddenBy }
export const itsChoice = eq(assertionChoices.assertionId, assertions.id)

/** Whether a badge class, or its issuer, is archived, and how long its awards are valid. */
export async function badgeClassOf(
  db: Queries,
  id: string,
): Promise<{ isArchived: boolean; expiry: Expiry | null }> {
  const [row] = await db
    .select({
      isArchived: sql<boolean>`${badgeClasses.archivedAt} is not null or ${issuers.archivedAt} is not null`,
      expiry: badgeClasses.expiry,
    })
    .from(badgeClasses)
    .innerJoin(issuers, eq(issuers.id, badgeClasses.issuerId))
    .where(eq(badgeClasses.id, id))
  if (row === undefined) throw new Error(`There is no badge class ${id}.`)
  return { isArchived: row.isArchived, expiry: row.expiry as Expiry | null }
}

export function assertionById(db: Queries, id: string): Promise<AssertionRow | undefined> {
  return assertionWhere(db, eq(assertions.id, id))
}

export function assertionByPublicId(
  db: Queries,
  publicId: string,
): Promise<AssertionRow | undefined> {
  return assertionWhere(db, eq(assertions.publicId, publicId))
}

/** Those of the assertions that there are, in no order. */
export function assertionsByIds(db: Queries, ids: string[]): Promise<AssertionRow[]> {
  return assertionsWhere(db, sql`${assertions.id} = any(${sql.param(ids)}::uuid[])`)
}

async function assertionWhere(db: Queries, which: SQL): Promise<AssertionRow | undefined> {
  const [row] = await assertionsWhere(db, which)
  return row
}

async function assertionsWhere(db: Queries, which: SQL): Promise<AssertionRow[]> {
  const rows = await db
    .select({ ...summary, ...storedDocument, version, purpose, supersededById, ...choice })
    .from(assertions)
    .innerJoin(badgeClassVersions, itsVersion)
    .innerJoin(statusLists, itsList)
    .leftJoin(successors, itsSuccessor)
    .leftJoin(assertionChoices, itsChoice)
    .where(which)
  const found = await withDocuments(db, rows)
  return found.map((row, position) => ({
    ...row,
    erasedHash: row.erasedAt === null ? null : (rows[position]?.credentialHash ?? null),
  }))
}

/** Whom assertions were awarded to, as far as these were not erased. */
export function learnersOf(...rows: { learnerId: string | null }[]): string[] {
  return [...new Set(rows.flatMap(({ learnerId }) => (learnerId === null ? [] : [learnerId])))]
}

/** Locks an assertion until the transaction ends; undefined when there is none. */
export async function lockAssertion(db: Queries, id: string): Promise<AssertionRow | undefined> {
  await db
    .select({ id: assertions.id })
    .from(assertions)
    .where(eq(assertions.id, id))
    .for('no key update')
  return assertionById(db, id)
}

/** The same for many, locked in the order in which everybody locks several assertions. */
export async function lockAssertions(db: Queries, ids: string[]): Promise<AssertionRow[]> {
  const these = sql`${assertions.id} = any(${sql.param(ids)}::uuid[])`
  await db
    .select({ id: assertions.id })
    .from(assertions)
    .where(these)
    .orderBy(asc(assertions.id))
    .for('no key update')
  return assertionsWhere(db, these)
}

/** The status lists that these assertions have their places in. */
export async function statusListsOf(db: Queries, ids: string[]): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: assertions.statusListId })
    .from(assertions)
    .where(sql`${assertions.id} = any(${sql.param(ids)}::uuid[])`)
  return rows.map(({ id }) => id)
}

export async function updateAssertion(
  db: Queries,
  id: string,
  changes: Partial<typeof assertions.$inferInsert>,
): Promise<void> {
  await db.update(assertions).set(changes).where(eq(assertions.id, id))
}

/** The signed document of an assertion. */
export async function credentialById(db: Queries, id: string): Promise<string | undefined> {
  const rows = await db.select(storedDocument).from(assertions).where(eq(assertions.id, id))
  const [document] = await documentsOf(db, rows)
  return document ?? undefined
}

/**
 * The signed documents behind public ids, of what anybody may see; null for those that were erased.
 * Asked for more often than anything else, so past the query
 * builder, which takes as long as the database does.
 */
export async function credentialsByPublicId(
  db: Queries,
  publicIds: string[],
): Promise<Map<string, string | null>> {
  const { rows } = await db.$client.query<StoredDocument & { publicId: string }>({
    name: 'credentials-by-public-id',
    text: `select public_id as "publicId", credential, template_id as "templateId",
        template_values as "templateValues", credential_hash as "credentialHash"
      from assertions where public_id = any($1::text[]) and ${PUBLISHED_TEXT}`,
    values: [publicIds],
  })
  const documents = await documentsOf(db, rows)
  return new Map(rows.map(({ publicId }, position) => [publicId, documents[position] ?? null]))
}

/** One row more than the page holds. */
export function listAssertions(
  db: Queries,
  filter: AssertionFilter,
  page: PageRequest,
): Promise<AssertionSummaryRow[]> {
  const conditions: (SQL | undefined)[] = [
    filter.issuerId === undefined ? undefined : eq(assertions.issuerId, filter.issuerId),
    filter.badgeClassId === undefined
      ? undefined
      : eq(assertions.badgeClassId, filter.badgeClassId),
    filter.learnerId === undefined ? undefined : eq(assertions.learnerId, filter.learnerId),
    filter.issuerKeyId === undefined ? undefined : eq(assertions.issuerKeyId, filter.issuerKeyId),
    filter.jwtKeyId === undefined
      ? undefined
      : inArray(
          assertions.id,
          db
            .select({ id: credentialJwts.assertionId })
            .from(credentialJwts)
            .where(eq(credentialJwts.issuerKeyId, filter.jwtKeyId)),
        ),
    ...statusConditions(filter.status),
    page.after === null ? undefined : gt(assertions.id, page.after),
    page.archived ? undefined : isNull(assertions.archivedAt),
  ]
  return db
    .select({ ...summary, version, purpose, supersededById, ...choice })
    .from(assertions)
    .innerJoin(badgeClassVersions, itsVersion)
    .innerJoin(statusLists, itsList)
    .leftJoin(successors, itsSuccessor)
    .leftJoin(assertionChoices, itsChoice)
    .where(and(...conditions))
    .orderBy(asc(assertions.id))
    .limit(page.limit + 1)
}

function statusConditions(status: AssertionFilter['status']): SQL[] {
  switch (status) {
    case undefined:
      return []
    case 'erased':
      return [isNotNull(assertions.erasedAt)]
    case 'revoked':
      return [isNull(assertions.erasedAt), isNotNull(assertions.revokedAt)]
    case 'suspended':
      return [
        isNull(assertions.erasedAt),
        isNull(assertions.revokedAt),
        isNotNull(assertions.suspendedAt),
      ]
    default:
      return [
        isNull(assertions.erasedAt),
        isNull(assertions.revokedAt),
        isNull(assertions.suspendedAt),
      ]
  }
}
