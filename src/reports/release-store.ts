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
    text: `insert into report_changes (place_id, learner_id)
      select distinct member.place_id, learner_id
      from report_facts
      join unnest($1::uuid[], $2::uuid[]) as member (place_id, issuer_id) using (issuer_id)
      where learner_id = any($3::uuid[])
      on conflict do nothing`,
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

export async function countChanged(tx: Transaction, placeId: string): Promise<number> {
  const { rows } = await tx.$client.query<{ changed: number }>(
    'select count(*)::int as changed from report_changes where place_id = $1',
    [placeId],
  )
  return rows[0]?.changed ?? 0
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
