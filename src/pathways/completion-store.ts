import { and, asc, eq, gt, inArray, isNotNull, lte, type SQL, sql } from 'drizzle-orm'
import { UUID } from 'uuidv7'
import {
  learners,
  pathwayCompletions,
  pathwayRechecks,
  pathways,
  type Queries,
  type Transaction,
} from '../db/index.ts'

export type CompletionRow = typeof pathwayCompletions.$inferSelect

/** Keeps everybody else from seeing to the same learner until the end; false when there is none. */
export async function lockLearner(tx: Transaction, learnerId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: learners.id })
    .from(learners)
    .where(eq(learners.id, learnerId))
    .for('no key update')
  return rows.length > 0
}

/** What a learner completed, by pathway. */
export async function completionsOf(
  db: Queries,
  learnerId: string,
): Promise<Map<string, CompletionRow>> {
  const rows = await db
    .select()
    .from(pathwayCompletions)
    .where(eq(pathwayCompletions.learnerId, learnerId))
  return new Map(rows.map((row) => [row.pathwayId, row]))
}

/** What these learners completed, by learner. */
export async function completionsOfEach(
  db: Queries,
  learnerIds: readonly string[],
): Promise<Map<string, CompletionRow[]>> {
  const rows = await db
    .select()
    .from(pathwayCompletions)
    .where(sql`${pathwayCompletions.learnerId} = any(${sql.param(learnerIds)}::uuid[])`)
  return Map.groupBy(rows, ({ learnerId }) => learnerId)
}

/** When these learners are to be looked at again, by learner. */
export async function recheckTimes(
  db: Queries,
  learnerIds: readonly string[],
): Promise<Map<string, Date>> {
  const rows = await db
    .select()
    .from(pathwayRechecks)
    .where(sql`${pathwayRechecks.learnerId} = any(${sql.param(learnerIds)}::uuid[])`)
  return new Map(rows.map(({ learnerId, at }) => [learnerId, at]))
}

/** Stores a completion, in the place of one whose badge was revoked. */
export async function storeCompletion(
  db: Queries,
  row: typeof pathwayCompletions.$inferInsert,
): Promise<void> {
  const { version, completedAt, assertionIds } = row
  await db
    .insert(pathwayCompletions)
    .values(row)
    .onConflictDoUpdate({
      target: [pathwayCompletions.pathwayId, pathwayCompletions.learnerId],
      set: { version, completedAt, assertionIds, groundFellAt: null, revokedAt: null },
    })
}

/** Notes what became of the ground of a completion. */
export async function changeCompletion(
  db: Queries,
  id: string,
  changes: Pick<typeof pathwayCompletions.$inferInsert, 'groundFellAt' | 'revokedAt'>,
): Promise<void> {
  await db.update(pathwayCompletions).set(changes).where(eq(pathwayCompletions.id, id))
}

/** Those that stand in the place of assertions now, which may have been issued again, and themselves. */
export async function successorsOf(db: Queries, assertionIds: readonly string[]) {
  const { rows } = await db.execute<{ id: string }>(sql`
    with recursive line (id) as (
      select id from unnest(${sql.param([...assertionIds])}::uuid[]) as first (id)
      union
      select assertions.id from line join assertions on supersedes_id = line.id
    )
    select id from line`)
  return rows.map(({ id }) => id)
}

/** The completions of a pathway; one row more than the page holds. */
export function listCompletions(
  db: Queries,
  pathwayId: string,
  page: { after: string | null; limit: number; flagged: boolean },
) {
  return db
    .select()
    .from(pathwayCompletions)
    .where(
      and(
        eq(pathwayCompletions.pathwayId, pathwayId),
        page.flagged ? isNotNull(pathwayCompletions.groundFellAt) : undefined,
        page.after === null ? undefined : gt(pathwayCompletions.id, page.after),
      ),
    )
    .orderBy(asc(pathwayCompletions.id))
    .limit(page.limit + 1)
}

/** Changes with every change of a pathway, and with every new one. */
export async function pathwaysStamp(db: Queries): Promise<string> {
  const { rows } = await db.execute<{ stamp: string }>(
    sql`select count(*) || ' ' || coalesce(sum(revision), 0) as stamp from pathways`,
  )
  return (rows[0] as { stamp: string }).stamp
}

/** The pathways that award a badge now, or did. */
export async function awardingPathways(db: Queries): Promise<string[]> {
  const rows = await db
    .select({ id: pathways.id })
    .from(pathways)
    .where(and(isNotNull(pathways.awardsBadgeClassId), eq(pathways.status, 'published')))
    .orderBy(asc(pathways.id))
  return rows.map(({ id }) => id)
}

/** Notes when to look at a learner again; null: there is no need to. */
export async function storeRecheck(db: Queries, learnerId: string, at: Date | null): Promise<void> {
  if (at === null) {
    await db.delete(pathwayRechecks).where(eq(pathwayRechecks.learnerId, learnerId))
    return
  }
  await db
    .insert(pathwayRechecks)
    .values({ learnerId, at })
    .onConflictDoUpdate({ target: pathwayRechecks.learnerId, set: { at } })
}

/** Some learners whose time has come, who are then left alone until they are looked at. */
export async function dueLearners(tx: Transaction, at: Date, limit: number): Promise<string[]> {
  const due = await tx
    .select({ learnerId: pathwayRechecks.learnerId })
    .from(pathwayRechecks)
    .where(lte(pathwayRechecks.at, at))
    .orderBy(asc(pathwayRechecks.at))
    .limit(limit)
    .for('update', { skipLocked: true })
  const ids = due.map(({ learnerId }) => learnerId)
  if (ids.length > 0) {
    await tx.delete(pathwayRechecks).where(inArray(pathwayRechecks.learnerId, ids))
  }
  return ids
}

/** Everybody who has something that a pathway hangs on, or has completed it. */
export async function learnersConcerned(db: Queries, pathwayId: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    with asked (id) as (
      select badge_class_id from pathway_grounds
      where pathway_id = ${pathwayId} and badge_class_id is not null
      union
      select equivalent_id from pathway_grounds
      join badge_class_equivalents using (badge_class_id)
      where pathway_id = ${pathwayId}
      union
      select v.badge_class_id from pathway_grounds
      join badge_class_versions v on v.definition ->> 'layer' = layer
      where pathway_id = ${pathwayId}
    )
    select distinct learner_id as id from assertions where badge_class_id in (select id from asked)
    union
    select check_ins.learner_id from pathway_grounds
    join check_ins using (opportunity_id)
    where pathway_id = ${pathwayId} and check_ins.learner_id is not null
    union
    select learner_id from pathway_completions where pathway_id = ${pathwayId}`)
  return rows.map(({ id }) => id)
}

/** Everybody to whose badges, or by whose attendance, something happened in a span of time. */
export async function learnersOfEvents(
  db: Queries,
  { from, to }: { from: Date; to: Date },
): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    with subject as (
      select distinct unnest(subject_ids) as id from events
      where id >= ${firstIdAt(from)}::uuid and id < ${firstIdAt(to)}::uuid
        and (type like 'assertion.%' or type = 'check-in.recorded')
    )
    select learner_id as id from subject ${lookUp('assertions')} where learner_id is not null
    union
    select learner_id from subject ${lookUp('check_ins')} where learner_id is not null`)
  return rows.map(({ id }) => id)
}

/** Looks each subject up by its id, however many the planner expects: it would read the whole table. */
function lookUp(table: 'assertions' | 'check_ins'): SQL {
  return sql`cross join lateral (
    select learner_id from ${sql.identifier(table)} where id = subject.id limit 1) found`
}

/** The first UUIDv7 of a moment. */
function firstIdAt(at: Date): string {
  return UUID.fromFieldsV7(at.getTime(), 0, 0, 0).toString()
}
