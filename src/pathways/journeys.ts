import { createHash } from 'node:crypto'
import type { Queries } from '../db/index.ts'
import { createCompletion, namedBy, type Step } from '../requirements/index.ts'
import { factsAt, nextChange } from './facts.ts'
import { assertionFacts } from './facts-store.ts'
import { type Graph, newestOf } from './following.ts'
import { attendancesOfEach } from './opportunity-store.ts'

/** Where learners are on pathways, all of them by the steps that new learners take. */
export type Journeys = {
  /**
   * The ids of the steps of a pathway that a learner has completed: by everything, or by what one
   * issuer alone awarded and ran.
   */
  completedSteps(learnerId: string, pathwayId: string, issuerId?: string): Set<string>
  /** The issuers of whom a learner has anything. */
  issuersOf(learnerId: string): ReadonlySet<string>
  /** When a badge of a learner next begins or ends by itself; null when none does. */
  nextChange(learnerId: string): Date | null
}

/** Reads where these learners are at a moment. */
export async function openJourneys(
  db: Queries,
  graph: Graph,
  learnerIds: readonly string[],
  at: Date,
): Promise<Journeys> {
  const assertions = await assertionFacts(db, learnerIds)
  const attended = await attendancesOfEach(db, learnerIds)
  const world = newestOf(graph)
  const factsOf = (learnerId: string) => assertions.get(learnerId) ?? []
  const issuersOf = (learnerId: string) =>
    new Set(
      [...factsOf(learnerId), ...(attended.get(learnerId) ?? [])].flatMap(
        ({ issuerId }) => issuerId ?? [],
      ),
    )
  const completions = new Map<string, ReturnType<typeof createCompletion>>()
  const completionOf = (learnerId: string, issuerId?: string) => {
    const name = `${learnerId} ${issuerId}`
    const known = completions.get(name)
    if (known !== undefined) return known
    // What nobody but the place runs is everybody's.
    const isOf = (one: { issuerId: string | null }) =>
      issuerId === undefined || one.issuerId === null || one.issuerId === issuerId
    const visited = (attended.get(learnerId) ?? []).filter(isOf)
    const facts = factsAt(factsOf(learnerId).filter(isOf), visited, at)
    const completion = createCompletion(world, facts)
    completions.set(name, completion)
    return completion
  }
  return {
    issuersOf,
    completedSteps(learnerId, pathwayId, issuerId) {
      const steps = world.pathways.get(pathwayId) ?? []
      return new Set(
        completionOf(learnerId, issuerId)
          .metOf(steps)
          .map(({ id }) => id),
      )
    },
    nextChange: (learnerId) => nextChange(factsOf(learnerId), at),
  }
}

/** Changes with everything that decides, besides what learners have, where they are on a pathway. */
export function groundOf(graph: Graph, pathwayId: string): string {
  const { pathways } = newestOf(graph)
  const reached = new Map<string, readonly Step[]>()
  const badgeClasses = new Set<string>()
  const visit = (id: string) => {
    const steps = pathways.get(id)
    if (steps === undefined || reached.has(id)) return
    reached.set(id, steps)
    const named = namedBy(steps)
    for (const one of named.badgeClasses) badgeClasses.add(one)
    for (const one of named.pathways) visit(one)
  }
  visit(pathwayId)
  const equivalents = [...badgeClasses]
    .sort()
    .map((id) => [...(graph.equivalents.get(id) ?? [])].sort())
  const ground = [[...reached], [...badgeClasses].sort(), equivalents]
  return createHash('sha256').update(JSON.stringify(ground)).digest('base64url')
}
