import type { Transaction } from '../db/index.ts'

/** A place and one of the issuers that its cells are made of. */
export type PlaceIssuer = { placeId: string; issuerId: string }

/** Counts, as they are: not for anybody's eyes before small ones are suppressed. */
export type Cell = {
  dimension: 'all' | 'issuer' | 'layer'
  value: string
  period: string
  participants: number
  badges: number
  several: number
  returns: number
  returnDays: number
}

/** The places that have cells, each with its issuers. */
export async function placeIssuers(tx: Transaction): Promise<PlaceIssuer[]> {
  const { rows } = await tx.$client.query<{ place_id: string; issuer_id: string }>(
    'select place_id, unnest(issuer_ids) as issuer_id from report_places',
  )
  return rows.map(({ place_id, issuer_id }) => ({ placeId: place_id, issuerId: issuer_id }))
}

/**
 * Adds what the facts of learners contribute to the cells of places, or takes it away again. What a
 * learner contributes is a matter of that learner's own facts, so that parts add up to the whole.
 */
export async function contribute(
  tx: Transaction,
  sign: 1 | -1,
  pairs: readonly PlaceIssuer[],
  learnerIds: readonly string[],
): Promise<void> {
  if (pairs.length === 0 || learnerIds.length === 0) return
  await tx.$client.query({
    name: 'report-contribute',
    text: `insert into report_cells as cell
        (place_id, dimension, value, period, participants, badges, several, returns, return_days)
      select place_id, dimension, value, period,
        $4 * count(*), $4 * sum(awarded), $4 * count(*) filter (where awarded > 1),
        $4 * sum(returns), $4 * coalesce(sum(return_days), 0)
      from (
        select place_id, dimension, value, period, learner_id,
          sum(awarded) as awarded, count(gap) as returns, sum(gap) as return_days
        from (
          select place_id, dimension, value, learner_id, day, sum(awarded) as awarded,
            day - lag(day) over (partition by place_id, dimension, value, learner_id order by day) as gap
          from report_facts fact
          join unnest($1::uuid[], $2::uuid[]) as member (place_id, issuer_id) using (issuer_id)
          cross join lateral (values
            ('all', 'all'), ('issuer', fact.issuer_id::text), ('layer', coalesce(fact.layer, 'none'))
          ) as sliced (dimension, value)
          where learner_id = any($3::uuid[])
          group by place_id, dimension, value, learner_id, day
        ) daily
        cross join lateral (values
          ('all'), (to_char(day, 'YYYY')), (to_char(day, 'YYYY"-Q"Q')), (to_char(day, 'YYYY-MM'))
        ) as of_time (period)
        group by place_id, dimension, value, period, learner_id
      ) each_learner
      group by place_id, dimension, value, period
      on conflict (place_id, dimension, value, period) do update set
        participants = cell.participants + excluded.participants,
        badges = cell.badges + excluded.badges,
        several = cell.several + excluded.several,
        returns = cell.returns + excluded.returns,
        return_days = cell.return_days + excluded.return_days`,
    values: [
      pairs.map(({ placeId }) => placeId),
      pairs.map(({ issuerId }) => issuerId),
      learnerIds,
      sign,
    ],
  })
}

/** Issuers that are members of a place, in the order of their ids. */
export async function membersOf(tx: Transaction, placeId: string): Promise<string[]> {
  const { rows } = await tx.$client.query<{ issuer_id: string }>(
    `select issuer_id from place_memberships where place_id = $1 and status = 'member' order by issuer_id`,
    [placeId],
  )
  return rows.map(({ issuer_id }) => issuer_id)
}

/** The issuers that the cells of a place are made of; undefined when it has none yet. */
export async function issuersInCells(
  tx: Transaction,
  placeId: string,
): Promise<string[] | undefined> {
  const { rows } = await tx.$client.query<{ issuer_ids: string[] }>(
    'select issuer_ids from report_places where place_id = $1',
    [placeId],
  )
  return rows[0]?.issuer_ids
}

/** Begins the cells of a place anew, of these issuers. */
export async function beginCells(
  tx: Transaction,
  placeId: string,
  issuerIds: readonly string[],
): Promise<void> {
  await tx.$client.query('delete from report_cells where place_id = $1', [placeId])
  await tx.$client.query(
    `insert into report_places (place_id, issuer_ids) values ($1, $2)
      on conflict (place_id) do update set issuer_ids = excluded.issuer_ids`,
    [placeId, issuerIds],
  )
}

/** The next learners with facts at these issuers, in the order of their ids. */
export async function learnersWithFacts(
  tx: Transaction,
  issuerIds: readonly string[],
  after: string,
): Promise<string[]> {
  const { rows } = await tx.$client.query<{ learner_id: string }>({
    name: 'report-learners-with-facts',
    text: `select distinct learner_id from report_facts
      where issuer_id = any($1::uuid[]) and learner_id > $2 order by learner_id limit 5000`,
    values: [issuerIds, after],
  })
  return rows.map(({ learner_id }) => learner_id)
}

/** The cells of a place that are about anybody. */
export async function cellsOf(tx: Transaction, placeId: string): Promise<Cell[]> {
  const { rows } = await tx.$client.query<Cell>({
    name: 'report-cells',
    text: `select dimension, value, period, participants, badges, several, returns,
        return_days::float8 as "returnDays"
      from report_cells where place_id = $1 and participants > 0
      order by dimension, value, period`,
    values: [placeId],
  })
  return rows
}
