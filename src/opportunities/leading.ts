import { type SQL, sql } from 'drizzle-orm'
import { opportunities } from '../db/index.ts'

/**
 * Awards the badge, or one on the way to it, or is a step on the way itself. On the way to a badge is
 * what counts as it, what an opportunity asks for that awards it, and whatever the pathways in use
 * that award it hang on, by way of other pathways too.
 */
export function isOnTheWay(badgeClassId: string): SQL {
  return sql`${opportunities.id} = any(array(
    with recursive wanted (id) as (
      select ${badgeClassId}::uuid
      union
      select earlier.id from wanted cross join lateral (
        select equivalent_id as id from badge_class_equivalents where badge_class_id = wanted.id
        union all
        select unnest(later.asks_for) from opportunities later
        where later.badge_class_ids @> array[wanted.id] and later.archived_at is null
        union all
        select ground.badge_class_id
        from pathways way join pathway_grounds ground on ground.pathway_id = way.id
        where way.awards_badge_class_id = wanted.id and ground.badge_class_id is not null
        union all
        select version.badge_class_id
        from pathways way
        join pathway_grounds ground on ground.pathway_id = way.id
        join badge_class_versions version on version.definition ->> 'layer' = ground.layer
        join badge_classes current
          on current.id = version.badge_class_id and current.current_version_id = version.id
        where way.awards_badge_class_id = wanted.id and ground.layer is not null
        union all
        select unnest(step.asks_for)
        from pathways way
        join pathway_grounds ground on ground.pathway_id = way.id
        join opportunities step on step.id = ground.opportunity_id
        where way.awards_badge_class_id = wanted.id
      ) earlier
    )
    select giving.id from opportunities giving
    where giving.badge_class_ids && array(select id from wanted)
    union
    select ground.opportunity_id
    from wanted
    join pathways way on way.awards_badge_class_id = wanted.id
    join pathway_grounds ground on ground.pathway_id = way.id
    where ground.opportunity_id is not null))`
}
