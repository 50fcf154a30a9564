import { and, asc, desc, eq, gt, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import {
  badgeClasses,
  LOCKS,
  membersOf,
  pathwayReferences,
  pathways,
  pathwayVersions,
  type Queries,
  type Transaction,
} from '../db/index.ts'
import type { Actor, PageRequest } from '../http/index.ts'
import { knownTo } from './known.ts'

export type PathwayRow = typeof pathways.$inferSelect

/** Waits until nobody else changes what pathways ask for, and keeps them from it until the end. */
export async function lockPathways(tx: Transaction): Promise<void> {
  const [space, number] = LOCKS.pathways
  await tx.execute(sql`select pg_advisory_xact_lock(${space}::int, ${number}::int)`)
}

export async function insertPathway(db: Queries, row: typeof pathways.$inferInsert) {
  const [inserted] = await db.insert(pathways).values(row).returning()
  return inserted as PathwayRow
}

/** A pathway, locked until the transaction ends if wanted; archived ones too. */
export async function pathwayById(db: Queries, id: string, lock = false) {
  const query = db.select().from(pathways).where(eq(pathways.id, id)).$dynamic()
  const [row] = await (lock ? query.for('no key update') : query)
  return row
}

export async function updatePathway(
  db: Queries,
  id: string,
  changes: Partial<typeof pathways.$inferInsert>,
) {
  const [row] = await db.update(pathways).set(changes).where(eq(pathways.id, id)).returning()
  return row as PathwayRow
}

/** One row more than the page holds. */
export function listPathways(db: Queries, actor: Actor, page: PageRequest) {
  return db
    .select()
    .from(pathways)
    .where(
      and(
        knownTo(actor),
        page.after === null ? undefined : gt(pathways.id, page.after),
        page.archived ? undefined : isNull(pathways.archivedAt),
      ),
    )
    .orderBy(asc(pathways.id))
    .limit(page.limit + 1)
}

export async function insertVersion(
  db: Queries,
  row: typeof pathwayVersions.$inferInsert,
): Promise<void> {
  await db.insert(pathwayVersions).values(row)
}

/** Has everybody follow the newest version of a pathway. */
export async function moveToNewest(db: Queries, pathwayId: string, number: number): Promise<void> {
  await db
    .update(pathwayVersions)
    .set({ learnersUnderWay: 'move' })
    .where(and(eq(pathwayVersions.pathwayId, pathwayId), eq(pathwayVersions.number, number)))
}

/** All versions of a pathway, newest first. */
export function versionsOf(db: Queries, pathwayId: string) {
  return db
    .select()
    .from(pathwayVersions)
    .where(eq(pathwayVersions.pathwayId, pathwayId))
    .orderBy(desc(pathwayVersions.number))
}

/** Notes which other pathways a pathway asks for. */
export async function replaceReferences(
  db: Queries,
  pathwayId: string,
  referencedIds: readonly string[],
): Promise<void> {
  await db.delete(pathwayReferences).where(eq(pathwayReferences.pathwayId, pathwayId))
  if (referencedIds.length === 0) return
  const rows = referencedIds.map((referencedId) => ({ pathwayId, referencedId }))
  await db.insert(pathwayReferences).values(rows)
}

/** Those of some pathways that ask for a certain one, be it by way of others, or are it. */
export async function leadingTo(db: Queries, ids: string[], pathwayId: string) {
  const { rows } = await db.execute<{ origin: string }>(sql`
    with recursive reach (origin, id) as (
      select id, id from unnest(${sql.param(ids)}::uuid[]) as asked (id)
      union
      select reach.origin, referenced_id
      from reach join pathway_references on pathway_id = reach.id
    )
    select distinct origin from reach where id = ${pathwayId}`)
  return new Set(rows.map(({ origin }) => origin))
}

/** Which of these badge classes exist; with an issuer, which are that issuer's. */
export async function knownBadgeClasses(
  db: Queries,
  ids: ReadonlySet<string>,
  issuerId: string | null,
): Promise<Set<string>> {
  const own = issuerId === null ? undefined : eq(badgeClasses.issuerId, issuerId)
  return badgeClassesThat(db, ids, own)
}

/**
 * Which of these badge classes a pathway of the caller can ask for: badges are public, whoever
 * issues them, except for those that are not in use, which only their issuer knows.
 *
 * @param also - what can be named in any case
 */
export async function nameableBadgeClasses(
  db: Queries,
  ids: ReadonlySet<string>,
  { issuerId, placeId }: Actor,
  also: ReadonlySet<string>,
): Promise<Set<string>> {
  if (issuerId === null && placeId === null) return badgeClassesThat(db, ids, undefined)
  const isOwn =
    placeId === null
      ? sql`${badgeClasses.issuerId} = ${issuerId}`
      : sql`${badgeClasses.issuerId} = any(${membersOf(placeId)})`
  const is = or(isNull(badgeClasses.archivedAt), isOwn, inArray(badgeClasses.id, [...also]))
  return badgeClassesThat(db, ids, is)
}

async function badgeClassesThat(
  db: Queries,
  ids: ReadonlySet<string>,
  condition: SQL | undefined,
): Promise<Set<string>> {
  if (ids.size === 0) return new Set()
  const rows = await db
    .select({ id: badgeClasses.id })
    .from(badgeClasses)
    .where(and(inArray(badgeClasses.id, [...ids]), condition))
  return new Set(rows.map(({ id }) => id))
}

/**
 * Which of these pathways exist for the caller, with their status, and whether they are archived.
 *
 * @param also - what can be named in any case
 */
export async function knownPathways(
  db: Queries,
  ids: ReadonlySet<string>,
  actor: Actor,
  also: ReadonlySet<string>,
): Promise<Map<string, { status: string; isArchived: boolean }>> {
  if (ids.size === 0) return new Map()
  const rows = await db
    .select({ id: pathways.id, status: pathways.status, archivedAt: pathways.archivedAt })
    .from(pathways)
    .where(
      and(
        inArray(pathways.id, [...ids]),
        or(knownTo(actor) ?? sql`true`, inArray(pathways.id, [...also])),
      ),
    )
  return new Map(
    rows.map(({ id, status, archivedAt }) => [id, { status, isArchived: archivedAt !== null }]),
  )
}

/** Whether a caller's pathways can award a badge class: its own, or one of an issuer in its place. */
export async function awardableBy(
  db: Queries,
  { issuerId, placeId }: Actor,
  id: string,
): Promise<boolean> {
  const rows = await db
    .select({ id: badgeClasses.id })
    .from(badgeClasses)
    .where(
      and(
        eq(badgeClasses.id, id),
        issuerId === null ? undefined : eq(badgeClasses.issuerId, issuerId),
        placeId === null ? undefined : sql`${badgeClasses.issuerId} = any(${membersOf(placeId)})`,
      ),
    )
  return rows.length > 0
}
