import { equivalentsOf } from '../badge-classes/index.ts'
import type { Queries } from '../db/index.ts'
import {
  type Attendance,
  type Effort,
  type Facts,
  namedBy,
  type Step,
  type World,
} from '../requirements/index.ts'
import { factsAt } from './facts.ts'
import { assertionFacts } from './facts-store.ts'
import { createFollowing, type Standing } from './following.ts'
import type { Target } from './goal-service.ts'
import { readGraph } from './graph.ts'
import { attendableOf, attendancesOf } from './opportunity-store.ts'
import { type Earnable, earnableBadges } from './route-store.ts'

/** What routes of a learner are found from. */
export type RouteGround = {
  /** The steps of pathways as the learner follows them. */
  world: World
  facts: Facts
  attended: readonly Attendance[]
  /** Badge classes that the learner could earn. */
  open: readonly Earnable[]
  effort: Effort
  /** How the learner stands on a pathway. */
  following(pathwayId: string): Standing
}

/**
 * Reads what a learner has, and what could be earned toward a target.
 *
 * @param issuerId - whose badges of a layer could be earned; null: anybody's
 */
export async function readRouteGround(
  db: Queries,
  learnerId: string,
  target: Target,
  issuerId: string | null,
  at: Date,
): Promise<RouteGround> {
  const { pathwayIds } = target
  const graph = await readGraph(db, pathwayIds)
  const assertions = (await assertionFacts(db, [learnerId])).get(learnerId) ?? []
  const attended = await attendancesOf(db, learnerId)
  const facts = factsAt(assertions, attended, at)
  const following = createFollowing(graph, assertions, attended, at)
  const pathways = new Map<string, readonly Step[]>()
  for (const [id, { status }] of graph.pathways) {
    if (status !== 'published' && !pathwayIds.includes(id)) continue
    pathways.set(
      id,
      following(id).steps.map(({ step }) => step),
    )
  }
  const goal: Step = { id: 'goal', name: '', requires: requirementOf(target) }
  const named = namedBy([goal, ...[...pathways.values()].flat()])
  const equivalents = await equivalentsOf(db, [...named.badgeClasses])
  const held = new Set(facts.badges.map((one) => one.badgeClassId))
  const ids = [...named.badgeClasses, ...[...equivalents.values()].flat()]
  const earnable = await earnableBadges(db, ids, [...named.layers], issuerId)
  const open = earnable.filter(({ id }) => !held.has(id))
  const ofLayer = new Map<string, string[]>()
  const heldOfLayer = new Map<string, number>()
  for (const layer of named.layers) {
    const have = facts.badges.filter((one) => one.layer === layer)
    heldOfLayer.set(layer, new Set(have.map((one) => one.badgeClassId)).size)
    ofLayer.set(
      layer,
      open.filter((one) => one.layer === layer).map(({ id }) => id),
    )
  }
  const effort: Effort = {
    steps: [goal],
    pathways,
    equivalents,
    held,
    heldOfLayer,
    attended: new Set(attended.map(({ opportunityId }) => opportunityId)),
    attendable: await attendableOf(db, named.opportunities, at),
    costs: new Map(open.map(({ id, hours }) => [id, hours])),
    ofLayer,
  }
  return { world: { pathways, equivalents }, facts, attended, open, effort, following }
}

function requirementOf({ pathwayIds, badgeClassId }: Target): Step['requires'] {
  if (pathwayIds.length === 0 && badgeClassId !== null) return { badgeClass: badgeClassId }
  return { any: pathwayIds.map((pathway) => ({ pathway })) }
}
