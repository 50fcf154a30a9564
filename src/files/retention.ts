import { inArray, type SQL, sql } from 'drizzle-orm'
import { type Database, files, type Queries } from '../db/index.ts'
import { issuersDecidedBy } from '../places/index.ts'
import type { Contents } from './contents.ts'

const AT_ONCE = 100

/** Deletes the files of evidence whose time is over by the rules of a place, with their bytes. */
export type ForgetEvidence = (placeId: string, before: Date) => Promise<void>

export function createForgetting({
  database,
  contents,
}: {
  database: Database
  contents: Contents
}): ForgetEvidence {
  return async (placeId, before) => {
    for (;;) {
      const due = await dueFiles(database.queries, placeId, before)
      if (due.length === 0) return
      await database.transaction(async (tx) => {
        // Who is about to show one of them holds it; asked again when nobody does.
        await tx
          .select({ id: files.id })
          .from(files)
          .where(inArray(files.id, due))
          .orderBy(files.id)
          .for('update')
        const still = await dueFiles(tx, placeId, before, due)
        if (still.length === 0) return
        const deleted = await tx
          .delete(files)
          .where(inArray(files.id, still))
          .returning({ store: files.store, storedAs: files.storedAs })
        await contents.removeLater(tx, deleted)
      })
      if (due.length < AT_ONCE) return
    }
  }
}

/**
 * Files that applications have shown, all of which are decided since before a moment, to issuers that
 * the place decides for and to no others.
 *
 * @param only - looks at these and no others
 */
async function dueFiles(
  db: Queries,
  placeId: string,
  before: Date,
  only?: readonly string[],
): Promise<string[]> {
  const among: SQL = only === undefined ? sql`true` : sql`file.id = any(${sql.param(only)}::uuid[])`
  const { rows } = await db.execute<{ id: string }>(sql`
    with theirs as materialized ${issuersDecidedBy(placeId)}
    select file.id from files file
    join application_files shown on shown.file_id = file.id
    join applications application on application.id = shown.application_id
    where ${among}
    group by file.id
    having bool_and(
      application.status in ('approved', 'declined', 'withdrawn')
      and coalesce(application.decided_at, application.updated_at) < ${before.toISOString()}::timestamptz
      and application.issuer_id in (select issuer_id from theirs))
    order by file.id limit ${AT_ONCE}`)
  return rows.map(({ id }) => id)
}
