import { pgArray, type Transaction } from '../db/index.ts'

/** A pathway whose steps a place is told about; without a ground, its counts are to be made anew. */
export type Followed = { placeId: string; pathwayId: string; ground: string | null }

/** Where a learner is on one of these pathways: what the learner is counted in. */
export type Journey = {
  placeId: string
  pathwayId: string
  learnerId: string
  cells: readonly string[]
  nextAt: Date | null
}

/** The pathways that are followed, in one place or in all. */
export async function followedPathways(tx: Transaction): Promise<Followed[]> {
  const { rows } = await tx.$client.query<Followed>(
    'select place_id as "placeId", pathway_id as "pathwayId", ground from report_pathways',
  )
  return rows
}

/** Begins the counts of a pathway in a place anew; without a ground, only when it is asked for next. */
export async function beginJourneys(
  tx: Transaction,
  { placeId, pathwayId, ground }: Followed,
): Promise<void> {
  const values = [placeId, pathwayId]
  for (const table of ['report_journeys', 'report_steps']) {
    await tx.$client.query(`delete from ${table} where place_id = $1 and pathway_id = $2`, values)
  }
  await tx.$client.query(
    `insert into report_pathways (place_id, pathway_id, ground) values ($1, $2, $3)
      on conflict (place_id, pathway_id) do update set ground = excluded.ground`,
    [...values, ground],
  )
}

/** Forgets where everybody is. */
export async function forgetJourneys(tx: Transaction): Promise<void> {
  await tx.$client.query('delete from report_journeys')
  await tx.$client.query('delete from report_steps')
  await tx.$client.query('delete from report_pathways')
}

/** Some learners for whom something has begun or ended by itself since they were counted. */
export async function dueJourneys(tx: Transaction, at: Date): Promise<string[]> {
  const { rows } = await tx.$client.query<{ learner_id: string }>(
    'select distinct learner_id from report_journeys where next_at <= $1 limit 5000',
    [at],
  )
  return rows.map(({ learner_id }) => learner_id)
}

/** Those of these learners who have badges of these issuers. */
export async function takingPart(
  tx: Transaction,
  issuerIds: readonly string[],
  learnerIds: readonly string[],
): Promise<string[]> {
  const { rows } = await tx.$client.query<{ learner_id: string }>({
    name: 'report-taking-part',
    text: `select distinct learner_id from report_facts
      where learner_id = any($1::uuid[]) and issuer_id = any($2::uuid[])`,
    values: [learnerIds, issuerIds],
  })
  return rows.map(({ learner_id }) => learner_id)
}

/** Where these learners are takes the place of where they were, in the counts too. */
export async function replaceJourneys(
  tx: Transaction,
  learnerIds: readonly string[],
  journeys: readonly Journey[],
): Promise<void> {
  await tx.$client.query({
    name: 'report-forget-journeys',
    text: `with gone as (
        delete from report_journeys where learner_id = any($1::uuid[])
        returning place_id, pathway_id, cells
      )
      ${countedOf('-', 'gone')}`,
    values: [learnerIds],
  })
  await addJourneys(tx, journeys)
}

/** Adds where learners are who are not counted on these pathways yet. */
export async function addJourneys(tx: Transaction, journeys: readonly Journey[]): Promise<void> {
  if (journeys.length === 0) return
  await tx.$client.query({
    name: 'report-add-journeys',
    text: `with come as (
        insert into report_journeys (place_id, pathway_id, learner_id, cells, next_at)
        select place_id, pathway_id, learner_id,
          array(select jsonb_array_elements_text(cells::jsonb)), next_at
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[])
          as journey (place_id, pathway_id, learner_id, cells, next_at)
        returning place_id, pathway_id, cells
      )
      ${countedOf('+', 'come')}`,
    values: [
      pgArray(
        'uuid',
        journeys.map(({ placeId }) => placeId),
      ),
      pgArray(
        'uuid',
        journeys.map(({ pathwayId }) => pathwayId),
      ),
      pgArray(
        'uuid',
        journeys.map(({ learnerId }) => learnerId),
      ),
      journeys.map(({ cells }) => JSON.stringify(cells)),
      journeys.map(({ nextAt }) => nextAt),
    ],
  })
}

function countedOf(sign: '+' | '-', changed: string): string {
  return `insert into report_steps as known (place_id, pathway_id, cell, people)
      select place_id, pathway_id, cell, ${sign} count(*)
      from ${changed} cross join unnest(cells) as cell
      group by place_id, pathway_id, cell
      on conflict (place_id, pathway_id, cell) do update set
        people = known.people + excluded.people`
}

/** How many learners are in each cell of a pathway in a place: before small counts are suppressed. */
export async function peopleOf(
  tx: Transaction,
  placeId: string,
  pathwayId: string,
): Promise<Map<string, number>> {
  const { rows } = await tx.$client.query<{ cell: string; people: number }>(
    'select cell, people from report_steps where place_id = $1 and pathway_id = $2',
    [placeId, pathwayId],
  )
  return new Map(rows.map(({ cell, people }) => [cell, people]))
}
