import { pgArray, type Transaction } from '../db/index.ts'
import type { Made } from './cells-store.ts'
import type { TraitRow } from './traits.ts'

/**
 * Adds what the facts of learners contribute to the cells of places, or takes it away again. What a
 * learner contributes is a matter of that learner's own facts, so that parts add up to the whole.
 *
 * @param traits - what these learners count under besides, in each of the places
 */
export async function contribute(
  tx: Transaction,
  sign: 1 | -1,
  places: readonly Made[],
  learnerIds: readonly string[],
  traits: readonly TraitRow[],
): Promise<void> {
  const members = places.flatMap(({ placeId, issuerIds }) =>
    issuerIds.map((issuerId) => ({ placeId, issuerId })),
  )
  if (members.length === 0 || learnerIds.length === 0) return
  const column = (read: (row: TraitRow) => string) => traits.map(read)
  await tx.$client.query({
    name: 'report-contribute',
    text: STATEMENT,
    values: [
      members.map(({ placeId }) => placeId),
      members.map(({ issuerId }) => issuerId),
      pgArray('uuid', learnerIds),
      sign,
      pgArray(
        'uuid',
        column(({ learnerId }) => learnerId),
      ),
      pgArray(
        'uuid',
        column(({ placeId }) => placeId),
      ),
      pgArray(
        'text',
        column(({ dimension }) => dimension),
      ),
      pgArray(
        'text',
        column(({ value }) => value),
      ),
      column(({ from }) => from),
      column(({ until }) => until),
    ],
  })
}

const STATEMENT = `with fact as materialized (
    select member.place_id, place.areas, cardinality(place.issuer_ids) > 1 as is_shared, fact.*
    from report_facts fact
    join unnest($1::uuid[], $2::uuid[]) as member (place_id, issuer_id) using (issuer_id)
    join report_places place on place.place_id = member.place_id
    where learner_id = any($3::uuid[])
  ), known as materialized (
    select learner_id, claimed from report_learners where learner_id = any($3::uuid[])
  ), trait as materialized (
    select * from unnest($5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::date[], $10::date[])
      as known (learner_id, place_id, dimension, value, from_day, until_day)
  ), sliced as materialized (
    select place_id, is_shared, issuer_id, learner_id, day, opportunity_id, awarded,
      dimension, value
    from fact cross join lateral (values
      ('all', 'all'), ('issuer', issuer_id::text), ('layer', coalesce(layer, 'none'))
    ) as slice (dimension, value)
    union all
    select place_id, is_shared, issuer_id, learner_id, day, opportunity_id, awarded,
      'theme', theme
    from fact cross join lateral unnest(case themes when '{}' then '{none}' else themes end) theme
    union all
    select fact.place_id, is_shared, issuer_id, learner_id, day, opportunity_id, awarded,
      dimension, value
    from fact join trait using (learner_id)
    where trait.place_id = fact.place_id and day >= from_day and day < until_day
    union all
    select place_id, is_shared, issuer_id, learner_id, day, opportunity_id, awarded, 'area',
      case when area is null then 'not-known' when area = any(areas) then area else 'other' end
    from fact
  ), badged as (
    insert into report_opportunities as cell
      (place_id, dimension, value, period, opportunity_id, badges)
    select place_id, dimension, value, period, opportunity_id, $4 * sum(awarded)
    from sliced ${periodsOf('day')}
    where opportunity_id is not null
    group by place_id, dimension, value, period, opportunity_id
    on conflict (place_id, dimension, value, period, opportunity_id) do update set
      badges = cell.badges + excluded.badges
  ), parted as (
    insert into report_parts as part (place_id, dimension, value, period, issuer_id,
      participants, badges, several, claimed)
    select place_id, dimension, value, period, issuer_id,
      $4 * count(*), $4 * sum(awarded), $4 * count(*) filter (where awarded > 1),
      $4 * count(*) filter (where claimed)
    from (
      select place_id, dimension, value, period, issuer_id, learner_id, sum(awarded) as awarded
      from sliced ${periodsOf('day')}
      where is_shared and dimension <> 'issuer' and dimension not like 'target:%'
      group by place_id, dimension, value, period, issuer_id, learner_id
    ) each_learner join known using (learner_id)
    group by place_id, dimension, value, period, issuer_id
    on conflict (place_id, dimension, value, period, issuer_id) do update set
      participants = part.participants + excluded.participants,
      badges = part.badges + excluded.badges,
      several = part.several + excluded.several,
      claimed = part.claimed + excluded.claimed
  )
  insert into report_cells as cell (place_id, dimension, value, period, participants, badges,
    several, claimed, returns, return_days)
  select place_id, dimension, value, period,
    $4 * count(*), $4 * sum(awarded), $4 * count(*) filter (where awarded > 1),
    $4 * count(*) filter (where claimed), $4 * sum(returns), $4 * coalesce(sum(return_days), 0)
  from (
    select place_id, dimension, value, period, learner_id,
      sum(awarded) as awarded, count(gap) as returns, sum(gap) as return_days
    from (
      select place_id, dimension, value, learner_id, day, sum(awarded) as awarded,
        day - lag(day) over (partition by place_id, dimension, value, learner_id order by day) as gap
      from sliced
      group by place_id, dimension, value, learner_id, day
    ) daily ${periodsOf('day')}
    group by place_id, dimension, value, period, learner_id
  ) each_learner join known using (learner_id)
  group by place_id, dimension, value, period
  on conflict (place_id, dimension, value, period) do update set
    participants = cell.participants + excluded.participants,
    badges = cell.badges + excluded.badges,
    several = cell.several + excluded.several,
    claimed = cell.claimed + excluded.claimed,
    returns = cell.returns + excluded.returns,
    return_days = cell.return_days + excluded.return_days`

function periodsOf(day: string): string {
  return `cross join lateral (values
    ('all'), (to_char(${day}, 'YYYY')), (to_char(${day}, 'YYYY"-Q"Q')), (to_char(${day}, 'YYYY-MM'))
  ) as of_time (period)`
}
