import {
  type Attendance,
  createCompletion,
  createEvaluation,
  type PathwayVerdict,
  type Step,
  type World,
} from '../requirements/index.ts'
import { factsAt } from './facts.ts'
import type { AssertionFact } from './facts-store.ts'
import type { GraphPathway } from './graph-store.ts'

/** Pathways with what they refer to. */
export type Graph = {
  pathways: ReadonlyMap<string, GraphPathway>
  equivalents: World['equivalents']
}

/** How a learner stands on a pathway, in the version that the learner follows. */
export type Standing = PathwayVerdict & { version: number }

/**
 * Begins to look how one learner stands on pathways at a moment. Which version of each the learner
 * follows comes from the assertions, too: who had completed a step when new ones came goes on with
 * those of before, where the lead said so.
 *
 * @returns tells how the learner stands on a pathway of the graph
 */
export function createFollowing(
  graph: Graph,
  assertions: readonly AssertionFact[],
  attended: readonly Attendance[],
  at: Date,
): (pathwayId: string) => Standing {
  const { world, followed } = follow(graph, assertions, attended)
  const evaluate = createEvaluation(world, factsAt(assertions, attended, at))
  return (pathwayId) => {
    const { number, steps } = followed(pathwayId)
    return { version: number, ...evaluate(steps) }
  }
}

/** The same for whoever wants to know what is complete, and nothing of how that comes: many times as quick. */
export function createCompleted(
  graph: Graph,
  assertions: readonly AssertionFact[],
  attended: readonly Attendance[],
  at: Date,
): (pathwayId: string) => Pick<Standing, 'version' | 'complete'> {
  const { world, followed } = follow(graph, assertions, attended)
  const { isComplete } = createCompletion(world, factsAt(assertions, attended, at))
  return (pathwayId) => {
    const { number, steps } = followed(pathwayId)
    return { version: number, complete: isComplete(steps) }
  }
}

/** The steps of pathways as a learner follows them. */
type Followed = { number: number; steps: readonly Step[] }

function follow(
  graph: Graph,
  assertions: readonly AssertionFact[],
  attended: readonly Attendance[],
): { world: World; followed(pathwayId: string): Followed } {
  const published = [...graph.pathways.values()].filter(({ status }) => status === 'published')
  const newest: World = {
    equivalents: graph.equivalents,
    pathways: new Map(published.map(({ id, steps }) => [id, steps])),
  }
  const followed = new Map(
    published.map((one) => [one.id, followedVersion(one, newest, assertions, attended)]),
  )
  const pathways = new Map([...followed].map(([id, { steps }]) => [id, steps]))
  return {
    world: { equivalents: graph.equivalents, pathways },
    followed(pathwayId) {
      const { version, steps } = graph.pathways.get(pathwayId) as GraphPathway
      return followed.get(pathwayId) ?? { number: version, steps }
    },
  }
}

function followedVersion(
  pathway: GraphPathway,
  newest: World,
  assertions: readonly AssertionFact[],
  attended: readonly Attendance[],
): Followed {
  const [first, ...later] = pathway.versions
  if (first === undefined) return { number: pathway.version, steps: pathway.steps }
  let followed = first
  for (const version of later) {
    const known = assertions.filter(({ createdAt }) => createdAt <= version.createdAt)
    const then = createCompletion(newest, factsAt(known, attended, version.createdAt))
    if (!then.isUnderWay(followed.steps)) followed = version
  }
  return followed
}
