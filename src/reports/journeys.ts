import type { Transaction } from '../db/index.ts'
import { type Graph, groundOf, openJourneys, readGraph } from '../pathways/index.ts'
import type { Step } from '../requirements/index.ts'
import { learnersWithFacts, type Made } from './cells-store.ts'
import {
  addJourneys,
  beginJourneys,
  followedPathways,
  type Journey,
  replaceJourneys,
  takingPart,
} from './journeys-store.ts'
import { cellBy, countedSteps, STARTED } from './step-cells.ts'

/** A pathway with whose badges learners take part in the place that is told about its steps. */
type Path = { placeId: string; issuerIds: readonly string[]; pathwayId: string }

/**
 * What is counted of each learner: part of the ground, so that what was counted by an earlier version
 * of the service, without the cells of single issuers, is counted anew. Another name for what is
 * counted differently.
 */
const COUNTED = 'by issuer'

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/**
 * Counts anew where these learners are on the pathways whose steps places are told about. What was
 * counted by other steps, or of the members of before, is left until somebody asks for it.
 */
export async function renewJourneys(
  tx: Transaction,
  places: readonly Made[],
  learnerIds: readonly string[],
  at: Date,
): Promise<void> {
  const followed = await followedPathways(tx)
  const current = followed.filter(({ ground }) => ground !== null)
  if (current.length === 0) return
  const graph = await readGraph(tx, [...new Set(current.map(({ pathwayId }) => pathwayId))])
  const paths: Path[] = []
  for (const { placeId, pathwayId, ground } of current) {
    const issuerIds = places.find((place) => place.placeId === placeId)?.issuerIds ?? []
    const path = { placeId, pathwayId, issuerIds }
    if (ground === groundIn(graph, path)) paths.push(path)
    else await beginJourneys(tx, { placeId, pathwayId, ground: null })
  }
  await replaceJourneys(tx, learnerIds, await journeysOf(tx, graph, paths, learnerIds, at))
}

/** Counts everybody on a pathway in a place anew when nobody was, or by other steps or members. */
export async function settleJourneys(
  tx: Transaction,
  { placeId, issuerIds }: Pick<Made, 'placeId' | 'issuerIds'>,
  pathwayId: string,
  at: Date,
): Promise<Graph> {
  const path = { placeId, issuerIds, pathwayId }
  const graph = await readGraph(tx, [pathwayId])
  const ground = groundIn(graph, path)
  const before = (await followedPathways(tx)).find(
    (one) => one.placeId === placeId && one.pathwayId === pathwayId,
  )
  if (before?.ground === ground) return graph
  await beginJourneys(tx, { placeId, pathwayId, ground })
  let part = await learnersWithFacts(tx, issuerIds, BEFORE_ALL)
  while (part.length > 0) {
    await addJourneys(tx, await journeysOf(tx, graph, [path], part, at))
    part = await learnersWithFacts(tx, issuerIds, part.at(-1) as string)
  }
  return graph
}

function groundIn(graph: Graph, { pathwayId, issuerIds }: Path): string {
  return [COUNTED, groundOf(graph, pathwayId), ...issuerIds].join(' ')
}

/** Where learners are who take part and started, or may without a further badge. */
async function journeysOf(
  tx: Transaction,
  graph: Graph,
  paths: readonly Path[],
  learnerIds: readonly string[],
  at: Date,
): Promise<Journey[]> {
  const found = await openJourneys(tx, graph, learnerIds, at)
  const journeys: Journey[] = []
  for (const { placeId, pathwayId, issuerIds } of paths) {
    const groups = countedSteps((graph.pathways.get(pathwayId)?.steps ?? []) as readonly Step[])
    for (const learnerId of await takingPart(tx, issuerIds, learnerIds)) {
      const completed = found.completedSteps(learnerId, pathwayId)
      const nextAt = found.nextChange(learnerId)
      const cells = cellsOf(groups, completed)
      const issuers = found.issuersOf(learnerId)
      for (const issuerId of completed.size === 0 ? [] : issuerIds) {
        if (!issuers.has(issuerId)) continue
        const alone =
          issuers.size === 1 ? completed : found.completedSteps(learnerId, pathwayId, issuerId)
        cells.push(...cellsOf(groups, alone).map((cell) => cellBy(cell, issuerId)))
      }
      if (completed.size > 0 || nextAt !== null) {
        journeys.push({ placeId, pathwayId, learnerId, cells, nextAt })
      }
    }
  }
  return journeys
}

/** What of these a learner is counted in who has completed these steps. */
function cellsOf(
  groups: ReadonlyMap<string, readonly string[]>,
  completed: ReadonlySet<string>,
): string[] {
  const cells = [...groups]
    .filter(([, steps]) => steps.every((id) => completed.has(id)))
    .map(([cell]) => cell)
  return completed.size > 0 ? [...cells, STARTED] : cells
}
