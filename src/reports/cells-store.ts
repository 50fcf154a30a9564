import type { Transaction } from '../db/index.ts'

/** What the cells of a place are made of: whose badges, and what they are told apart by. */
export type Made = {
  placeId: string
  issuerIds: readonly string[]
  areas: readonly string[]
  characteristics: readonly string[]
}

/** Counts, as they are: not for anybody's eyes before small ones are suppressed. */
export type Cell = {
  /** `all`, `issuer`, `layer`, `theme`, `ageBand`, `area`, or `target:` and a characteristic. */
  dimension: string
  value: string
  period: string
  participants: number
  badges: number
  several: number
  claimed: number
  returns: number
  returnDays: number
  opportunities: number
}

/** The places that have cells, or one of them. */
export async function madePlaces(tx: Transaction, placeId: string | null = null): Promise<Made[]> {
  const { rows } = await tx.$client.query<Made>(
    `select place_id as "placeId", issuer_ids as "issuerIds", areas, characteristics
      from report_places where $1::uuid is null or place_id = $1 order by place_id`,
    [placeId],
  )
  return rows
}

/** Begins the cells of a place anew. */
export async function beginCells(tx: Transaction, made: Made): Promise<void> {
  const { placeId, issuerIds, areas, characteristics } = made
  await tx.$client.query('delete from report_cells where place_id = $1', [placeId])
  await tx.$client.query('delete from report_parts where place_id = $1', [placeId])
  await tx.$client.query('delete from report_opportunities where place_id = $1', [placeId])
  await tx.$client.query(
    `insert into report_places (place_id, issuer_ids, areas, characteristics) values ($1, $2, $3, $4)
      on conflict (place_id) do update set issuer_ids = excluded.issuer_ids, areas = excluded.areas,
        characteristics = excluded.characteristics`,
    [placeId, issuerIds, areas, characteristics],
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
    text: `select dimension, value, period, participants, badges, several, claimed, returns,
        return_days::float8 as "returnDays", coalesce(opportunities, 0)::int as opportunities
      from report_cells left join (
        select dimension, value, period, count(*) as opportunities from report_opportunities
        where place_id = $1 and badges > 0 group by dimension, value, period
      ) badged using (dimension, value, period)
      where place_id = $1 and participants > 0
      order by dimension, value, period`,
    values: [placeId],
  })
  return rows
}

/** What one issuer contributed to a cell. */
export type Part = Omit<Cell, 'returns' | 'returnDays' | 'opportunities'> & { issuerId: string }

/** What each issuer of a place with several contributed to its cells, but to those by issuer. */
export async function partsOf(tx: Transaction, placeId: string): Promise<Part[]> {
  const { rows } = await tx.$client.query<Part>({
    name: 'report-parts',
    text: `select dimension, value, period, issuer_id as "issuerId", participants, badges, several,
        claimed
      from report_parts where place_id = $1 and participants > 0
      order by dimension, value, period, issuer_id`,
    values: [placeId],
  })
  return rows
}
