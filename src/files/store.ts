import { and, asc, eq, gt, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import {
  applicationFiles,
  applicationReviewers,
  applications,
  files,
  type Queries,
} from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type FileRow = typeof files.$inferSelect

/** Who asks: the issuer that a key or token is bound to, and the learner that a token is of. */
export type Reader = { issuerId: string | null; learnerId: string | null }

/** Whether a file is shown by an application for which something holds. */
function isShown(where: SQL): SQL {
  return sql`exists (select from ${applicationFiles}
    join ${applications} on ${applications.id} = ${applicationFiles.applicationId}
    where ${applicationFiles.fileId} = ${files.id} and ${where})`
}

/** Whether another learner has shown it, and this one is to look at that now. */
function isToBeReviewedBy(learnerId: string): SQL {
  return isShown(sql`${applications.status} = 'submitted' and exists (
    select from ${applicationReviewers}
    where ${applicationReviewers.applicationId} = ${applications.id}
      and ${applicationReviewers.learnerId} = ${learnerId})`)
}

/** Whether it was shown to an issuer. */
function wasShownTo(issuerId: string): SQL {
  return isShown(sql`${applications.issuerId} = ${issuerId} and (${applications.submittedAt} is not null
    or ${applications.madeByIssuerId} = ${issuerId})`)
}

/** Which files are there for a reader. */
function visibleTo({ issuerId, learnerId }: Reader): SQL | undefined {
  return and(
    learnerId === null
      ? undefined
      : or(eq(files.learnerId, learnerId), isToBeReviewedBy(learnerId)),
    issuerId === null ? undefined : or(eq(files.issuerId, issuerId), wasShownTo(issuerId)),
  )
}

/**
 * Has everybody who adds a file of this learner come after one another, until the transaction ends.
 * Nothing else waits for it.
 */
export async function lockFilesOf(db: Queries, learnerId: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`files ${learnerId}`}, 0))`)
}

/** The oldest file of a learner with this content and name that the same side sent. */
export async function sameFile(
  db: Queries,
  { learnerId, contentHash, issuerId }: Pick<FileRow, 'learnerId' | 'contentHash' | 'issuerId'>,
): Promise<FileRow | undefined> {
  const [row] = await db
    .select()
    .from(files)
    .where(
      and(
        eq(files.learnerId, learnerId),
        eq(files.contentHash, contentHash),
        issuerId === null ? isNull(files.issuerId) : eq(files.issuerId, issuerId),
      ),
    )
    .orderBy(asc(files.id))
    .limit(1)
  return row
}

export async function countFilesOf(db: Queries, learnerId: string): Promise<number> {
  return db.$count(files, eq(files.learnerId, learnerId))
}

export async function insertFile(db: Queries, row: typeof files.$inferInsert): Promise<FileRow> {
  const [inserted] = await db.insert(files).values(row).returning()
  return inserted as FileRow
}

export async function fileFor(
  db: Queries,
  reader: Reader,
  id: string,
): Promise<FileRow | undefined> {
  const [row] = await db
    .select()
    .from(files)
    .where(and(eq(files.id, id), visibleTo(reader)))
  return row
}

/** Which of these are files of this learner that the reader may show; each held until the transaction ends. */
export async function holdFiles(
  db: Queries,
  reader: Reader,
  learnerId: string,
  ids: string[],
): Promise<string[]> {
  const rows = await db
    .select({ id: files.id })
    .from(files)
    .where(and(inArray(files.id, ids), eq(files.learnerId, learnerId), visibleTo(reader)))
    .orderBy(asc(files.id))
    .for('key share')
  return rows.map(({ id }) => id)
}

/** Whether an application shows a file that is not decided; held against one that is about to. */
export async function isInUse(db: Queries, id: string): Promise<boolean> {
  await db.select({ id: files.id }).from(files).where(eq(files.id, id)).for('update')
  const rows = await db
    .select({ id: applications.id })
    .from(applicationFiles)
    .innerJoin(applications, eq(applications.id, applicationFiles.applicationId))
    .where(
      and(
        eq(applicationFiles.fileId, id),
        inArray(applications.status, ['draft', 'submitted', 'returned', 'checked']),
      ),
    )
    .limit(1)
  return rows.length > 0
}

/** One row more than the page holds. */
export function listFiles(
  db: Queries,
  reader: Reader,
  { learnerId }: { learnerId?: string },
  { after, limit }: PageRequest,
): Promise<FileRow[]> {
  return db
    .select()
    .from(files)
    .where(
      and(
        visibleTo(reader),
        // What a learner is to look at is no file of theirs.
        reader.learnerId === null ? undefined : eq(files.learnerId, reader.learnerId),
        learnerId === undefined ? undefined : eq(files.learnerId, learnerId),
        after === null ? undefined : gt(files.id, after),
      ),
    )
    .orderBy(asc(files.id))
    .limit(limit + 1)
}

/** All files of a learner, oldest first. */
export function filesOf(db: Queries, learnerId: string): Promise<FileRow[]> {
  return db.select().from(files).where(eq(files.learnerId, learnerId)).orderBy(asc(files.id))
}

/** Gives all files of a learner to another; @returns their ids */
export async function moveFiles(db: Queries, from: string, to: string): Promise<string[]> {
  const rows = await db
    .update(files)
    .set({ learnerId: to })
    .where(eq(files.learnerId, from))
    .returning({ id: files.id })
  return rows.map(({ id }) => id)
}

export async function moveFilesBack(db: Queries, ids: string[], from: string): Promise<void> {
  if (ids.length === 0) return
  await db.update(files).set({ learnerId: from }).where(inArray(files.id, ids))
}

/** Where the bytes of deleted files lie. */
export type Deleted = Pick<FileRow, 'store' | 'storedAs'>

export async function deleteFile(db: Queries, id: string): Promise<Deleted[]> {
  return db
    .delete(files)
    .where(eq(files.id, id))
    .returning({ store: files.store, storedAs: files.storedAs })
}

export async function deleteFilesOf(db: Queries, learnerId: string): Promise<Deleted[]> {
  return db
    .delete(files)
    .where(eq(files.learnerId, learnerId))
    .returning({ store: files.store, storedAs: files.storedAs })
}

/** Which of these names in a store are those of files. */
export async function namesInUse(db: Queries, names: string[]): Promise<Set<string>> {
  const rows = await db
    .select({ storedAs: files.storedAs })
    .from(files)
    .where(inArray(files.storedAs, names))
  return new Set(rows.map(({ storedAs }) => storedAs))
}
