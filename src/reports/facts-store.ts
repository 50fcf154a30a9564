import type { Transaction } from '../db/index.ts'
import { forgetJourneys } from './journeys-store.ts'

/** How many learners a statement is about: so that none takes long. */
const LEARNERS_AT_ONCE = 5_000

/** The snapshot of what was never in step. */
export const NEVER = '1:1:'

/**
 * Takes the one who brings reports up to date before others, until the transaction ends.
 *
 * @returns the snapshot up to which they are in step; undefined when they never were, or the
 *   database was moved from another server, whose snapshots mean nothing here
 */
export async function lockState(tx: Transaction): Promise<string | undefined> {
  await tx.$client.query(
    'insert into report_state (id, snapshot) values (1, $1) on conflict do nothing',
    [NEVER],
  )
  const { rows } = await tx.$client.query<{ snapshot: string; is_ours: boolean }>(
    `select snapshot, snapshot <> $1
        and pg_snapshot_xmax(snapshot::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) as is_ours
      from report_state for update`,
    [NEVER],
  )
  return rows[0]?.is_ours ? rows[0].snapshot : undefined
}

export async function keepState(tx: Transaction, snapshot: string): Promise<void> {
  await tx.$client.query('update report_state set snapshot = $1', [snapshot])
}

/** The present snapshot. */
export async function snapshotNow(tx: Transaction): Promise<string> {
  const { rows } = await tx.$client.query<{ now: string }>(
    'select pg_current_snapshot()::text as now',
  )
  return rows[0]?.now as string
}

/**
 * Finds whose badges changed in transactions that have ended since a snapshot, whatever their order,
 * and whatever else is still open; see {@link changedAfter}.
 *
 * @returns the snapshot that shows just these
 */
export async function findChanged(tx: Transaction, snapshot: string): Promise<string> {
  await tx.$client.query(
    'create temporary table if not exists report_changed (learner_id uuid primary key) on commit delete rows',
  )
  const { rows } = await tx.$client.query<{ now: string }>({
    name: 'report-changes',
    text: `with changed as materialized (
        select distinct unnest(subject_ids) as id from events
        where transaction >= pg_snapshot_xmin($1::pg_snapshot)
          and not pg_visible_in_snapshot(transaction, $1::pg_snapshot)
          and (type like 'assertion.%' or type like 'learner.%' or type = 'check-in.recorded')
      ), found as (
        insert into report_changed
        select learner_id from changed ${lookUp('assertions', 'id')} where learner_id is not null
        union
        select learner_id from changed ${lookUp('check_ins', 'id')} where learner_id is not null
        union
        -- What happened to a learner, who may have nothing left.
        select learner_id from changed ${lookUp('report_facts', 'learner_id')}
        union
        select learner_id from changed ${lookUp('assertions', 'learner_id')}
      )
      select pg_current_snapshot()::text as now`,
    values: [snapshot],
  })
  return rows[0]?.now as string
}

/** Looks one row up for each change by an index, whatever the planner believes: it would read the whole table. */
function lookUp(table: string, by: string): string {
  return `cross join lateral (select learner_id from ${table} where ${by} = changed.id limit 1) found_there`
}

/** Finds besides whom triggers noted; see the table of touches. */
export async function findTouched(tx: Transaction): Promise<void> {
  await tx.$client.query(
    `with touched as (delete from report_touches returning learner_id)
      insert into report_changed select distinct learner_id from touched on conflict do nothing`,
  )
}

/** The next of those who were found, in the order of their ids. */
export async function changedAfter(tx: Transaction, after: string): Promise<string[]> {
  const { rows } = await tx.$client.query<{ learner_id: string }>(
    `select learner_id from report_changed where learner_id > $1
      order by learner_id limit ${LEARNERS_AT_ONCE}`,
    [after],
  )
  return rows.map(({ learner_id }) => learner_id)
}

/** The next learners with assertions, in the order of their ids. */
export async function learnersAfter(tx: Transaction, after: string): Promise<string[]> {
  const { rows } = await tx.$client.query<{ learner_id: string }>({
    name: 'report-learners',
    text: `select distinct learner_id from assertions where learner_id > $1
      order by learner_id limit ${LEARNERS_AT_ONCE}`,
    values: [after],
  })
  return rows.map(({ learner_id }) => learner_id)
}

/** Forgets everything that reports are made of, and that there was to be read anything anew. */
export async function forgetAll(tx: Transaction): Promise<void> {
  await tx.$client.query('delete from report_touches')
  await tx.$client.query('delete from report_cells')
  await tx.$client.query('delete from report_parts')
  await tx.$client.query('delete from report_opportunities')
  await forgetJourneys(tx)
  await tx.$client.query('delete from report_places')
  await tx.$client.query('delete from report_learners')
  await tx.$client.query('delete from report_facts')
}

/** Forgets the facts of a learner, and that there was to be read anything anew. */
export async function forgetFacts(tx: Transaction, learnerId: string): Promise<void> {
  await tx.$client.query('delete from report_facts where learner_id = $1', [learnerId])
  await tx.$client.query('delete from report_touches where learner_id = $1', [learnerId])
}

/** What stands of these learners now takes the place of what stood before. */
export async function replaceFacts(tx: Transaction, learnerIds: readonly string[]): Promise<void> {
  await tx.$client.query({
    name: 'report-forget-facts',
    text: 'delete from report_facts where learner_id = any($1::uuid[])',
    values: [learnerIds],
  })
  await tx.$client.query({
    name: 'report-facts',
    text: `with award as materialized (
        select assertion.id, learner_id, issuer_id, assertion.badge_class_id,
          (assertion.created_at at time zone 'UTC')::date as day, version.definition
        from assertions assertion
        join badge_class_versions version on version.id = assertion.badge_class_version_id
        where learner_id = any($1::uuid[]) and revoked_at is null and suspended_at is null
      ), came as materialized (
        select distinct on (assertion_id) assertion_id, opportunity_id
        from check_ins cross join unnest(assertion_ids) as assertion_id
        where learner_id = any($1::uuid[])
        order by assertion_id, check_ins.id
      ), described as (
        select award.*, opportunity.id as opportunity_id,
          opportunity.details -> 'venue' ->> 'area' as area,
          array(
            select jsonb_array_elements_text(
              case jsonb_typeof(definition -> 'tags') when 'array' then definition -> 'tags' end)
            union select unnest(opportunity.themes) order by 1
          ) as themes
        from award
        left join came on came.assertion_id = award.id
        left join opportunities opportunity on opportunity.id = came.opportunity_id
      )
      insert into report_facts (learner_id, issuer_id, badge_class_id, day, layer, themes,
        opportunity_id, area, awarded)
      select learner_id, issuer_id, badge_class_id, day, definition ->> 'layer', themes,
        opportunity_id, area, count(*)
      from described group by 1, 2, 3, 4, 5, 6, 7, 8`,
    values: [learnerIds],
  })
}
