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
  const { newest, revised } = publishedOf(graph)
  const kept = new Map(
    revised.map((one) => [one.id, followedVersion(one, newest, assertions, attended)]),
  )
  return {
    world: kept.size === 0 ? newest : inVersions(newest, kept),
    followed(pathwayId) {
      const { version, steps } = graph.pathways.get(pathwayId) as GraphPathway
      return kept.get(pathwayId) ?? { number: version, steps }
    },
  }
}

function inVersions(newest: World, kept: ReadonlyMap<string, Followed>): World {
  const pathways = new Map(newest.pathways)
  for (const [id, { steps }] of kept) pathways.set(id, steps)
  return { ...newest, pathways }
}

/** The published pathways of a graph, each in the version that new learners take. */
export function newestOf(graph: Graph): World {
  return publishedOf(graph).newest
}

/** The published pathways of a graph as they are, and those of which learners may follow another version. */
type Published = { newest: World; revised: GraphPathway[] }

/** The same for everybody who is looked at with a graph. */
const published = new WeakMap<Graph, Published>()

function publishedOf(graph: Graph): Published {
  const known = published.get(graph)
  if (known !== undefined) return known
  const all = [...graph.pathways.values()].filter(({ status }) => status === 'published')
  const made: Published = {
    newest: {
      equivalents: graph.equivalents,
      pathways: new Map(all.map(({ id, steps }) => [id, steps])),
    },
    revised: all.filter(({ versions }) => versions.length > 0),
  }
  published.set(graph, made)
  return made
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
