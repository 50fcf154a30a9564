import {
  type Attendance,
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
  const published = [...graph.pathways.values()].filter(({ status }) => status === 'published')
  const newest: World = {
    equivalents: graph.equivalents,
    pathways: new Map(published.map(({ id, steps }) => [id, steps])),
  }
  const followed = new Map(
    published.map((one) => [one.id, followedVersion(one, newest, assertions, attended)]),
  )
  const world: World = {
    equivalents: graph.equivalents,
    pathways: new Map([...followed].map(([id, { steps }]) => [id, steps])),
  }
  const evaluate = createEvaluation(world, factsAt(assertions, attended, at))
  return (pathwayId) => {
    const pathway = graph.pathways.get(pathwayId) as GraphPathway
    const { number, steps } = followed.get(pathwayId) ?? {
      number: pathway.version,
      steps: pathway.steps,
    }
    return { version: number, ...evaluate(steps) }
  }
}

function followedVersion(
  pathway: GraphPathway,
  newest: World,
  assertions: readonly AssertionFact[],
  attended: readonly Attendance[],
): { number: number; steps: readonly Step[] } {
  const [first, ...later] = pathway.versions
  if (first === undefined) return { number: pathway.version, steps: pathway.steps }
  let followed = first
  for (const version of later) {
    const known = assertions.filter(({ createdAt }) => createdAt <= version.createdAt)
    const then = createEvaluation(newest, factsAt(known, attended, version.createdAt))
    const isUnderWay = then(followed.steps).steps.some(({ met }) => met)
    if (!isUnderWay) followed = version
  }
  return followed
}
