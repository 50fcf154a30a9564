import { sql } from 'drizzle-orm'
import type { Queries } from '../db/index.ts'
import type { Step } from '../requirements/index.ts'

/** A version of a pathway, as far as learners may follow it. */
export type GraphVersion = {
  number: number
  steps: Step[]
  learnersUnderWay: 'keep' | 'move'
  createdAt: Date
}

/** A pathway with the versions that are in use, oldest first; of a draft, its steps as they are. */
export type GraphPathway = {
  id: string
  issuerId: string | null
  status: string
  version: number
  steps: Step[]
  awards: string | null
  whenGroundFalls: 'keep' | 'flag' | 'revoke'
  isArchived: boolean
  versions: GraphVersion[]
}

type Row = Omit<GraphPathway, 'versions'>
type VersionRow = Omit<GraphVersion, 'createdAt'> & { pathwayId: string; createdAt: string }

/** These pathways with all that they ask for, be it by way of others. */
export async function pathwaysReachedFrom(
  db: Queries,
  ids: readonly string[],
): Promise<Map<string, GraphPathway>> {
  const { rows } = await db.execute<Row>(sql`
    with recursive reach (id) as (
      select id from unnest(${sql.param([...ids])}::uuid[]) as asked (id)
      union
      select referenced_id from reach join pathway_references on pathway_id = reach.id
    )
    select id, issuer_id as "issuerId", status, version, steps,
      awards_badge_class_id as awards, when_ground_falls as "whenGroundFalls",
      archived_at is not null as "isArchived"
    from pathways where id in (select id from reach)`)
  const versions = await versionsInUse(
    db,
    rows.map(({ id }) => id),
  )
  return new Map(rows.map((row) => [row.id, { ...row, versions: versions.get(row.id) ?? [] }]))
}

/** The versions of pathways from the last one on that everybody moved to; the current alone needs none. */
async function versionsInUse(
  db: Queries,
  pathwayIds: string[],
): Promise<Map<string, GraphVersion[]>> {
  const { rows } = await db.execute<VersionRow>(sql`
    select pathway_id as "pathwayId", number, steps, learners_under_way as "learnersUnderWay",
      created_at as "createdAt"
    from pathway_versions one
    where pathway_id = any(${sql.param(pathwayIds)}::uuid[])
      and number >= (
        select max(number) from pathway_versions other
        where other.pathway_id = one.pathway_id and learners_under_way = 'move')
      and exists (
        select from pathway_versions other
        where other.pathway_id = one.pathway_id and learners_under_way = 'keep')
    order by pathway_id, number`)
  const all = rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }))
  return Map.groupBy(all, ({ pathwayId }) => pathwayId)
}
