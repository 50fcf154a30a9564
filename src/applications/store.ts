import { and, asc, eq, gt, inArray, isNotNull, ne, or, type SQL, sql } from 'drizzle-orm'
import {
  applicationFiles,
  applicationReviewers,
  applicationSteps,
  applications,
  membersOf,
  type Queries,
} from '../db/index.ts'
import type { Actor, PageRequest } from '../http/index.ts'
import type { ApplicationFilter } from './schema.ts'

export type ApplicationRow = typeof applications.$inferSelect
export type StepRow = typeof applicationSteps.$inferSelect

/** Who asks: the issuer that a key or token is bound to, and the learner that a token is of. */
export type Reader = Pick<Actor, 'issuerId' | 'placeId' | 'learnerId'>

function isReviewedBy(learnerId: string): SQL {
  return sql`exists (select from ${applicationReviewers}
    where ${applicationReviewers.applicationId} = ${applications.id}
      and ${applicationReviewers.learnerId} = ${learnerId})`
}

/** Which applications are there for a reader: an issuer learns of a draft only when it made it. */
function visibleTo(
  { issuerId, placeId, learnerId }: Reader,
  toReview: boolean | 'both',
): SQL | undefined {
  const reviews =
    learnerId === null
      ? undefined
      : and(
          isReviewedBy(learnerId),
          inArray(applications.status, ['submitted', 'checked', 'approved']),
        )
  const own = learnerId === null ? undefined : eq(applications.learnerId, learnerId)
  return and(
    learnerId === null
      ? undefined
      : toReview === 'both'
        ? or(own, reviews)
        : toReview
          ? reviews
          : own,
    placeId === null
      ? undefined
      : and(
          sql`${applications.issuerId} = any(${membersOf(placeId)})`,
          isNotNull(applications.submittedAt),
        ),
    issuerId === null ? undefined : eq(applications.issuerId, issuerId),
    issuerId === null || learnerId !== null
      ? undefined
      : or(isNotNull(applications.submittedAt), eq(applications.madeByIssuerId, issuerId)),
  )
}

export async function insertApplication(
  db: Queries,
  row: typeof applications.$inferInsert,
): Promise<ApplicationRow> {
  const [inserted] = await db.insert(applications).values(row).returning()
  return inserted as ApplicationRow
}

export async function applicationFor(
  db: Queries,
  reader: Reader,
  id: string,
  lock = false,
): Promise<ApplicationRow | undefined> {
  const which = and(eq(applications.id, id), visibleTo(reader, 'both'))
  const asked = db.select().from(applications).where(which)
  const [row] = await (lock ? asked.for('no key update') : asked)
  return row
}

/** One row more than the page holds. */
export function listApplications(
  db: Queries,
  reader: Reader,
  filter: ApplicationFilter,
  { after, limit }: PageRequest,
): Promise<ApplicationRow[]> {
  const { badgeClassId, learnerId, status, toReview = false } = filter
  return db
    .select()
    .from(applications)
    .where(
      and(
        visibleTo(reader, toReview),
        toReview ? eq(applications.status, 'submitted') : undefined,
        badgeClassId === undefined ? undefined : eq(applications.badgeClassId, badgeClassId),
        learnerId === undefined ? undefined : eq(applications.learnerId, learnerId),
        status === undefined ? undefined : eq(applications.status, status),
        after === null ? undefined : gt(applications.id, after),
      ),
    )
    .orderBy(asc(applications.id))
    .limit(limit + 1)
}

export async function updateApplication(
  db: Queries,
  id: string,
  changes: Partial<typeof applications.$inferInsert>,
): Promise<ApplicationRow> {
  const [row] = await db
    .update(applications)
    .set(changes)
    .where(eq(applications.id, id))
    .returning()
  return row as ApplicationRow
}

/** Puts these files in the place of those that an application showed. */
export async function replaceFiles(db: Queries, applicationId: string, fileIds: string[]) {
  await db.delete(applicationFiles).where(eq(applicationFiles.applicationId, applicationId))
  if (fileIds.length === 0) return
  await db.insert(applicationFiles).values(fileIds.map((fileId) => ({ applicationId, fileId })))
}

/**
 * Whether the learner has another application for the badge that is being looked at. Of two that are
 * submitted at the same time the second sees the first.
 */
export async function hasAnotherOpen(
  db: Queries,
  { id, learnerId, badgeClassId }: ApplicationRow,
): Promise<boolean> {
  const name = `application ${learnerId} ${badgeClassId}`
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`)
  const rows = await db
    .select({ id: applications.id })
    .from(applications)
    .where(
      and(
        eq(applications.learnerId, learnerId),
        eq(applications.badgeClassId, badgeClassId),
        ne(applications.id, id),
        inArray(applications.status, ['submitted', 'checked']),
      ),
    )
    .limit(1)
  return rows.length > 0
}

export async function insertStep(db: Queries, row: typeof applicationSteps.$inferInsert) {
  await db.insert(applicationSteps).values(row)
}

/** What was done about an application, oldest first. */
export function stepsOf(db: Queries, applicationId: string): Promise<StepRow[]> {
  return db
    .select()
    .from(applicationSteps)
    .where(eq(applicationSteps.applicationId, applicationId))
    .orderBy(asc(applicationSteps.id))
}

export async function reviewersOf(db: Queries, applicationId: string): Promise<string[]> {
  const rows = await db
    .select({ learnerId: applicationReviewers.learnerId })
    .from(applicationReviewers)
    .where(eq(applicationReviewers.applicationId, applicationId))
    .orderBy(asc(applicationReviewers.learnerId))
  return rows.map(({ learnerId }) => learnerId)
}

export async function replaceReviewers(db: Queries, applicationId: string, learnerIds: string[]) {
  await db.delete(applicationReviewers).where(eq(applicationReviewers.applicationId, applicationId))
  if (learnerIds.length === 0) return
  await db
    .insert(applicationReviewers)
    .values(learnerIds.map((learnerId) => ({ applicationId, learnerId })))
}
