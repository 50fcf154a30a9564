import { and, asc, eq, getTableColumns, gt, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import {
  assertions,
  badgeClasses,
  badgeClassVersions,
  issuerKeys,
  issuers,
  prepared,
  type Queries,
  statusChanges,
  statusLists,
} from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'
import type { AssertionFilter } from './schema.ts'

/** An assertion with the number of its badge class version and the purpose of its status entry. */
export type AssertionRow = typeof assertions.$inferSelect & { version: number; purpose: string }
/** What an award decides; the rest of a row begins the same for all. */
export type NewAssertionRow = Omit<
  typeof assertions.$inferSelect,
  'revision' | 'archivedAt' | 'revokedAt' | 'suspendedAt' | 'sealedStatusReason'
>
export type AssertionSummaryRow = Omit<AssertionRow, 'credential'>

const { credential, ...summary } = getTableColumns(assertions)
const version = badgeClassVersions.number
const purpose = statusLists.purpose
const itsVersion = eq(badgeClassVersions.id, assertions.badgeClassVersionId)
const itsList = eq(statusLists.id, assertions.statusListId)

/**
 * All that an award of a badge class needs to know, in one question: its current version, its
 * issuer and the issuer's current key.
 */
export async function awardableById(db: Queries, badgeClassId: string) {
  const [row] = await prepared(db, 'awardable', (on, name) =>
    on
      .select({
        archivedAt: badgeClasses.archivedAt,
        suspendable: badgeClasses.suspendable,
        version: badgeClassVersions,
        issuer: issuers,
        key: issuerKeys,
      })
      .from(badgeClasses)
      .innerJoin(badgeClassVersions, eq(badgeClassVersions.id, badgeClasses.currentVersionId))
      .innerJoin(issuers, eq(issuers.id, badgeClasses.issuerId))
      .innerJoin(
        issuerKeys,
        and(
          eq(issuerKeys.issuerId, issuers.id),
          eq(issuerKeys.algorithm, 'Ed25519'),
          eq(issuerKeys.state, 'active'),
        ),
      )
      .where(eq(badgeClasses.id, sql.placeholder('badgeClassId')))
      .prepare(name),
  ).execute({ badgeClassId })
  return row
}

/** @returns the row as it stands now; it is not read back, for its credential is long */
export async function insertAssertion(
  db: Queries,
  row: NewAssertionRow,
): Promise<typeof assertions.$inferSelect> {
  await db.insert(assertions).values(row)
  return {
    revision: 1,
    archivedAt: null,
    revokedAt: null,
    suspendedAt: null,
    sealedStatusReason: null,
    ...row,
  }
}

export async function assertionById(db: Queries, id: string): Promise<AssertionRow | undefined> {
  const [row] = await db
    .select({ ...summary, credential, version, purpose })
    .from(assertions)
    .innerJoin(badgeClassVersions, itsVersion)
    .innerJoin(statusLists, itsList)
    .where(eq(assertions.id, id))
  return row
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

export async function updateAssertion(
  db: Queries,
  id: string,
  changes: Partial<typeof assertions.$inferInsert>,
): Promise<void> {
  await db.update(assertions).set(changes).where(eq(assertions.id, id))
}

/** The signed document behind a public id. */
export async function credentialByPublicId(
  db: Queries,
  publicId: string,
): Promise<string | undefined> {
  const [row] = await db
    .select({ credential })
    .from(assertions)
    .where(eq(assertions.publicId, publicId))
  return row?.credential
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
    ...statusConditions(filter.status),
    page.after === null ? undefined : gt(assertions.id, page.after),
    page.archived ? undefined : isNull(assertions.archivedAt),
  ]
  return db
    .select({ ...summary, version, purpose })
    .from(assertions)
    .innerJoin(badgeClassVersions, itsVersion)
    .innerJoin(statusLists, itsList)
    .where(and(...conditions))
    .orderBy(asc(assertions.id))
    .limit(page.limit + 1)
}

function statusConditions(status: AssertionFilter['status']): SQL[] {
  switch (status) {
    case undefined:
      return []
    case 'revoked':
      return [isNotNull(assertions.revokedAt)]
    case 'suspended':
      return [isNull(assertions.revokedAt), isNotNull(assertions.suspendedAt)]
    default:
      return [isNull(assertions.revokedAt), isNull(assertions.suspendedAt)]
  }
}

export async function insertStatusChange(
  db: Queries,
  row: typeof statusChanges.$inferInsert,
): Promise<void> {
  await db.insert(statusChanges).values(row)
}

/** Every change of an assertion's status, oldest first. */
export function statusChangesOf(db: Queries, assertionId: string) {
  return db
    .select()
    .from(statusChanges)
    .where(eq(statusChanges.assertionId, assertionId))
    .orderBy(asc(statusChanges.id))
}
