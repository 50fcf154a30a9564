import type { Transaction } from '../db/index.ts'

/** How many learners a statement is about: so that none takes long. */
const LEARNERS_AT_ONCE = 5_000

/**
 * Takes the one who brings reports up to date before others, until the transaction ends.
 *
 * @returns the snapshot up to which they are in step; undefined when they never were, or the
 *   database was moved from another server, whose snapshots mean nothing here
 */
export async function lockState(tx: Transaction): Promise<string | undefined> {
  await tx.$client.query(
    `insert into report_state (id, snapshot) values (1, '1:1:') on conflict do nothing`,
  )
  const { rows } = await tx.$client.query<{ snapshot: string; is_ours: boolean }>(
    `select snapshot, snapshot <> '1:1:'
        and pg_snapshot_xmax(snapshot::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) as is_ours
      from report_state for update`,
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
 * Whose badges changed in transactions that have ended since a snapshot, and the snapshot that shows
 * just these: whatever their order, and whatever else is still open.
 */
export async function changedSince(
  tx: Transaction,
  snapshot: string,
): Promise<{ learnerIds: string[]; snapshot: string }> {
  const { rows } = await tx.$client.query<{ now: string; learner_ids: string[] | null }>({
    name: 'report-changes',
    text: `with changed as materialized (
        select unnest(subject_ids) as assertion_id from events
        where transaction >= pg_snapshot_xmin($1::pg_snapshot)
          and not pg_visible_in_snapshot(transaction, $1::pg_snapshot)
          and type like 'assertion.%'
        union
        select unnest(subject_ids) from events
        where transaction >= pg_snapshot_xmin($1::pg_snapshot)
          and not pg_visible_in_snapshot(transaction, $1::pg_snapshot)
          and type like 'learner.%'
      )
      select pg_current_snapshot()::text as now, (
        select array_agg(distinct learner_id) from (
          select assertions.learner_id from changed join assertions on assertions.id = assertion_id
          union all
          select learner_id from changed join report_facts on learner_id = assertion_id
          union all
          select learner_id from changed join assertions on learner_id = assertion_id
        ) touched
      ) as learner_ids`,
    values: [snapshot],
  })
  return { learnerIds: rows[0]?.learner_ids ?? [], snapshot: rows[0]?.now as string }
}

/** Learners in parts that one statement is about. */
export function* inParts(learnerIds: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < learnerIds.length; from += LEARNERS_AT_ONCE) {
    yield learnerIds.slice(from, from + LEARNERS_AT_ONCE)
  }
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

/** Forgets everything that reports are made of. */
export async function forgetAll(tx: Transaction): Promise<void> {
  await tx.$client.query('delete from report_cells')
  await tx.$client.query('delete from report_places')
  await tx.$client.query('delete from report_facts')
}

/** Forgets the facts of a learner. */
export async function forgetFacts(tx: Transaction, learnerId: string): Promise<void> {
  await tx.$client.query('delete from report_facts where learner_id = $1', [learnerId])
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
    text: `insert into report_facts (learner_id, issuer_id, badge_class_id, day, layer, awarded)
      select learner_id, issuer_id, assertion.badge_class_id,
        (assertion.created_at at time zone 'UTC')::date, min(version.definition ->> 'layer'), count(*)
      from assertions assertion
      join badge_class_versions version on version.id = assertion.badge_class_version_id
      where learner_id = any($1::uuid[]) and revoked_at is null and suspended_at is null
      group by 1, 2, 3, 4`,
    values: [learnerIds],
  })
}
