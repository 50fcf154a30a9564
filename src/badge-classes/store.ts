import { and, asc, desc, eq, gt, isNull, ne, type SQL, sql } from 'drizzle-orm'
import {
  badgeClasses,
  badgeClassVersions,
  endorsements,
  membersOf,
  type Queries,
} from '../db/index.ts'
import type { Actor, PageRequest } from '../http/index.ts'

export type BadgeClassRow = typeof badgeClasses.$inferSelect
export type VersionRow = typeof badgeClassVersions.$inferSelect

/** A badge class with its current version. */
export type Current = { badgeClass: BadgeClassRow; version: VersionRow }

const current = { badgeClass: badgeClasses, version: badgeClassVersions }
const isCurrent = eq(badgeClassVersions.id, badgeClasses.currentVersionId)

export async function insertBadgeClass(
  db: Queries,
  badgeClass: typeof badgeClasses.$inferInsert,
  version: typeof badgeClassVersions.$inferInsert,
): Promise<Current> {
  const [row] = await db.insert(badgeClasses).values(badgeClass).returning()
  return { badgeClass: row as BadgeClassRow, version: await insertVersion(db, version) }
}

export async function insertVersion(db: Queries, version: typeof badgeClassVersions.$inferInsert) {
  const [row] = await db.insert(badgeClassVersions).values(version).returning()
  return row as VersionRow
}

/** A badge class with its current version, if the actor may know of it. */
export async function currentFor(
  db: Queries,
  { issuerId, placeId }: Actor,
  id: string,
): Promise<Current | undefined> {
  const [row] = await db
    .select(current)
    .from(badgeClasses)
    .innerJoin(badgeClassVersions, isCurrent)
    .where(
      and(
        eq(badgeClasses.id, id),
        issuerId === null ? undefined : eq(badgeClasses.issuerId, issuerId),
        placeId === null ? undefined : ofMembers(placeId),
      ),
    )
  return row
}

/** Of the issuers that are members of a place. */
function ofMembers(placeId: string): SQL {
  return sql`${badgeClasses.issuerId} = any(${membersOf(placeId)})`
}

/** A badge class with its current version; archived ones too. */
export async function currentById(db: Queries, id: string): Promise<Current | undefined> {
  const [row] = await db
    .select(current)
    .from(badgeClasses)
    .innerJoin(badgeClassVersions, isCurrent)
    .where(eq(badgeClasses.id, id))
  return row
}

/**
 * The same, with both rows locked until the transaction ends. Not against being referred to: an
 * award that holds the version has yet to refer to its badge class, and the two would wait for
 * each other.
 */
export async function lockCurrent(db: Queries, id: string): Promise<Current | undefined> {
  const [badgeClass] = await db
    .select()
    .from(badgeClasses)
    .where(eq(badgeClasses.id, id))
    .for('no key update')
  if (badgeClass === undefined) return undefined
  const [version] = await db
    .select()
    .from(badgeClassVersions)
    .where(eq(badgeClassVersions.id, badgeClass.currentVersionId))
    .for('no key update')
  return { badgeClass, version: version as VersionRow }
}

export async function updateBadgeClass(
  db: Queries,
  id: string,
  changes: Partial<typeof badgeClasses.$inferInsert>,
) {
  const [row] = await db
    .update(badgeClasses)
    .set(changes)
    .where(eq(badgeClasses.id, id))
    .returning()
  return row as BadgeClassRow
}

export async function rewriteVersion(
  db: Queries,
  id: string,
  text: { definition: unknown; generatedImageId: string | null },
) {
  const [row] = await db
    .update(badgeClassVersions)
    .set(text)
    .where(eq(badgeClassVersions.id, id))
    .returning()
  return row as VersionRow
}

/**
 * Marks a version as awarded, which freezes it, and reads it again under the lock that this
 * takes: an edit that came first is seen, one that comes later makes a new version.
 */
export async function freezeVersion(db: Queries, id: string, at: Date): Promise<VersionRow> {
  await db
    .update(badgeClassVersions)
    .set({ awardedAt: at })
    .where(and(eq(badgeClassVersions.id, id), isNull(badgeClassVersions.awardedAt)))
  return (await versionById(db, id)) as VersionRow
}

/** Whether somebody was asked to endorse the version that is published there, and has not declined. */
export async function isEndorsed(db: Queries, achievementUrl: string): Promise<boolean> {
  const rows = await db
    .select({ id: endorsements.id })
    .from(endorsements)
    .where(and(eq(endorsements.subjectId, achievementUrl), ne(endorsements.status, 'declined')))
    .limit(1)
  return rows.length > 0
}

/** One version of a badge class, which never changes. */
export async function versionById(db: Queries, id: string) {
  const [row] = await db.select().from(badgeClassVersions).where(eq(badgeClassVersions.id, id))
  return row
}

/** All versions of a badge class, newest first. */
export function versionsOf(db: Queries, badgeClassId: string) {
  return db
    .select()
    .from(badgeClassVersions)
    .where(eq(badgeClassVersions.badgeClassId, badgeClassId))
    .orderBy(desc(badgeClassVersions.number))
}

/** One row more than the page holds. */
export function listCurrent(
  db: Queries,
  { issuerId, placeId }: { issuerId: string | null; placeId: string | null },
  page: PageRequest,
): Promise<Current[]> {
  return db
    .select(current)
    .from(badgeClasses)
    .innerJoin(badgeClassVersions, isCurrent)
    .where(
      and(
        issuerId === null ? undefined : eq(badgeClasses.issuerId, issuerId),
        placeId === null ? undefined : ofMembers(placeId),
        page.after === null ? undefined : gt(badgeClasses.id, page.after),
        page.archived ? undefined : isNull(badgeClasses.archivedAt),
      ),
    )
    .orderBy(asc(badgeClasses.id))
    .limit(page.limit + 1)
}
