import { or, type SQL, sql } from 'drizzle-orm'
import { opportunities, type Queries } from '../db/index.ts'

/** What brings a learner closer to a badge: opportunities that award one of these, or are one of those. */
export type WayTo = { badgeClassIds: string[]; opportunityIds: string[] }

type Found = { badgeClassId: string | null; opportunityId: string | null }

/**
 * What is on the way to a badge: what counts as it, what an opportunity asks for that awards it, and
 * whatever the pathways in use that award it hang on, by way of other pathways too; and what is on the
 * way to those. All of a distance is looked up at once: one by one, a badge of a whole place took
 * seconds.
 */
export async function wayTo(db: Queries, badgeClassId: string): Promise<WayTo> {
  const badges = new Set([badgeClassId])
  const steps = new Set<string>()
  for (let last = [badgeClassId]; last.length > 0; ) {
    const next = new Set<string>()
    for (const found of await before(db, last)) {
      if (found.opportunityId !== null) steps.add(found.opportunityId)
      if (found.badgeClassId !== null && !badges.has(found.badgeClassId)) {
        next.add(found.badgeClassId)
        badges.add(found.badgeClassId)
      }
    }
    last = [...next]
  }
  return { badgeClassIds: [...badges], opportunityIds: [...steps] }
}

/** What comes right before any of these badges. */
async function before(db: Queries, badgeClassIds: readonly string[]): Promise<Found[]> {
  const wanted = sql`${sql.param([...badgeClassIds])}::uuid[]`
  const { rows } = await db.execute<Found>(sql`
    with ground as (
      select distinct badge_class_id, layer, opportunity_id
      from pathway_grounds
      where pathway_id in (select id from pathways where awards_badge_class_id = any(${wanted}))
    )
    select equivalent_id as "badgeClassId", null::uuid as "opportunityId"
    from badge_class_equivalents where badge_class_id = any(${wanted})
    union
    select unnest(later.asks_for), null from opportunities later
    where later.badge_class_ids && ${wanted} and later.archived_at is null
    union
    select badge_class_id, opportunity_id from ground where layer is null
    union
    select unnest(step.asks_for), null
    from ground join opportunities step on step.id = ground.opportunity_id
    union
    select version.badge_class_id, null
    from badge_class_versions version
    join badge_classes current on current.current_version_id = version.id
    where version.definition ->> 'layer' in (select layer from ground where layer is not null)`)
  return rows
}

/** By the badges that it awards, or because it is a step of a pathway itself. */
export function isOnTheWay({ badgeClassIds, opportunityIds }: WayTo): SQL | undefined {
  const of = (ids: readonly string[]) => sql`${sql.param([...ids])}::uuid[]`
  return or(
    sql`${opportunities.badgeClassIds} && ${of(badgeClassIds)}`,
    opportunityIds.length === 0 ? undefined : sql`${opportunities.id} = any(${of(opportunityIds)})`,
  )
}
