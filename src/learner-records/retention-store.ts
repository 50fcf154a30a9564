import { sql } from 'drizzle-orm'
import type { Queries } from '../db/index.ts'
import { issuersDecidedBy } from '../places/index.ts'

/** A learner whose time is over, by the rules of a place. */
export type Due = { learnerId: string; rule: 'unclaimed' | 'inactive'; since: Date }

/** From when on a record is kept; null: it is kept for good. */
export type Cutoffs = { unclaimed: Date | null; inactive: Date | null }

/**
 * Learners who have to do with nobody but issuers of a place, and whose time is over.
 *
 * @param only - looks at this learner and no other
 */
export async function dueOf(
  db: Queries,
  placeId: string,
  { unclaimed, inactive }: Cutoffs,
  { after, limit, only }: { after?: string | undefined; limit: number; only?: string },
): Promise<Due[]> {
  const { rows } = await db.execute<{ id: string; rule: Due['rule']; since: string | Date }>(sql`
    with theirs as materialized ${issuersDecidedBy(placeId)},
    known as (
      select learner.id, times.awarded, greatest(times.awarded, times.read) as active,
        exists (select from claimed_records where learner_id = learner.id) as claimed
      from learners learner cross join lateral (
        select
          greatest(learner.created_at, (select max(created_at) from assertions where learner_id = learner.id)) as awarded,
          (select max(at) from audit_records
            where learner_id = learner.id and operation !~ '^(list|search)') as read
      ) times
      where exists (select from learner_dealings where learner_id = learner.id and issuer_id in (select issuer_id from theirs))
        and not exists (select from learner_dealings where learner_id = learner.id and issuer_id not in (select issuer_id from theirs))
        and (${only ?? null}::uuid is null or learner.id = ${only ?? null}::uuid)
        and (${after ?? null}::uuid is null or learner.id > ${after ?? null}::uuid)
    ), due as (
      select id,
        case when not claimed and awarded < ${iso(unclaimed)}::timestamptz then 'unclaimed'
          when active < ${iso(inactive)}::timestamptz then 'inactive' end as rule,
        awarded, active
      from known
    )
    select id, rule, case when rule = 'unclaimed' then awarded else active end as since
    from due where rule is not null order by id limit ${limit}`)
  return rows.map(({ id, rule, since }) => ({ learnerId: id, rule, since: new Date(since) }))
}

const iso = (moment: Date | null) => moment?.toISOString() ?? null

/** Deletes what was recorded before a moment of who read what of learners of a place. */
export async function deleteReadsOf(db: Queries, placeId: string, before: Date): Promise<void> {
  await db.execute(sql`
    delete from audit_records record where at < ${iso(before)}::timestamptz and exists (
      select from learner_dealings
      where learner_id = record.learner_id and issuer_id in ${issuersDecidedBy(placeId)})`)
}

/** The same of learners of no place, and of those who were erased. */
export async function deleteOtherReads(db: Queries, before: Date): Promise<void> {
  await db.execute(sql`
    delete from audit_records record where at < ${iso(before)}::timestamptz and not exists (
      select from learner_dealings dealing
      join place_memberships member on member.issuer_id = dealing.issuer_id and member.status = 'member'
      where dealing.learner_id = record.learner_id)`)
}
