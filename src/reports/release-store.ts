import type { Transaction } from '../db/index.ts'
import type { Made } from './cells-store.ts'

/** What was last published about who the learners of a place are. */
export type Release<R> = { rows: R[]; at: Date }

/** Notes which of these learners have badges in places, for the next release of each. */
export async function noteChanges(
  tx: Transaction,
  places: readonly Pick<Made, 'placeId' | 'issuerIds'>[],
  learnerIds: readonly string[],
): Promise<void> {
  const pairs = places.flatMap(({ placeId, issuerIds }) =>
    issuerIds.map((issuerId) => [placeId, issuerId] as const),
  )
  if (pairs.length === 0) return
  await tx.$client.query({
    name: 'report-note-changes',
    text: `insert into report_changes as changed (place_id, learner_id, known)
      select member.place_id, learner_id, bool_or(sealed_traits is not null)
      from report_facts
      join unnest($1::uuid[], $2::uuid[]) as member (place_id, issuer_id) using (issuer_id)
      left join report_learners using (learner_id)
      where learner_id = any($3::uuid[])
      group by member.place_id, learner_id
      on conflict (place_id, learner_id) do update set known = true
        where excluded.known and not changed.known`,
    values: [pairs.map(([placeId]) => placeId), pairs.map(([, issuerId]) => issuerId), learnerIds],
  })
}

/** That somebody changed goes on counting; who it was is forgotten. */
export async function forgetInChanges(tx: Transaction, learnerId: string): Promise<void> {
  await tx.$client.query(
    'update report_changes set learner_id = gen_random_uuid() where learner_id = $1',
    [learnerId],
  )
}

/** Of how many learners something changed of whom an age or answers were known before or after. */
export async function countKnown(tx: Transaction, placeId: string): Promise<number> {
  const { rows } = await tx.$client.query<{ changed: number }>(
    'select count(*)::int as changed from report_changes where place_id = $1 and known',
    [placeId],
  )
  return rows[0]?.changed ?? 0
}

/**
 * Of how many learners something changed.
 *
 * @returns `all`, and how many are left without those who have badges of one issuer alone, whichever
 *   that leaves the fewest of
 */
export async function countChanged(
  tx: Transaction,
  placeId: string,
): Promise<{ all: number; withoutOne: number }> {
  const { rows } = await tx.$client.query<{ all: number; withoutOne: number }>(
    `with changed as (
        select learner_id, min(issuer_id::text) as issuer_id, count(distinct issuer_id) as issuers
        from report_changes join report_facts using (learner_id)
        where place_id = $1 group by learner_id
      ), alone as (
        select count(*) as learners from changed where issuers = 1 group by issuer_id
      )
      select (select count(*)::int from report_changes where place_id = $1) as all,
        (select count(*) from changed)::int - coalesce((select max(learners) from alone), 0)::int
          as "withoutOne"`,
    [placeId],
  )
  return rows[0] ?? { all: 0, withoutOne: 0 }
}

export async function lastRelease<R>(
  tx: Transaction,
  placeId: string,
): Promise<Release<R> | undefined> {
  const { rows } = await tx.$client.query<Release<R>>(
    'select rows, at from report_releases where place_id = $1',
    [placeId],
  )
  return rows[0]
}

/** Keeps a release; what changed before it is in it. */
export async function keepRelease<R>(
  tx: Transaction,
  placeId: string,
  { rows, at }: Release<R>,
): Promise<void> {
  await tx.$client.query(
    `insert into report_releases (place_id, rows, at) values ($1, $2, $3)
      on conflict (place_id) do update set rows = excluded.rows, at = excluded.at`,
    [placeId, JSON.stringify(rows), at],
  )
  await tx.$client.query('delete from report_changes where place_id = $1', [placeId])
}
