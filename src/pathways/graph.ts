import { equivalentsOf } from '../badge-classes/index.ts'
import type { Queries } from '../db/index.ts'
import { namedBy } from '../requirements/index.ts'
import type { Graph } from './following.ts'
import { pathwaysReachedFrom } from './graph-store.ts'

/** Reads these pathways, and everything that they refer to. */
export async function readGraph(db: Queries, pathwayIds: readonly string[]): Promise<Graph> {
  const pathways = await pathwaysReachedFrom(db, pathwayIds)
  const named = new Set<string>()
  for (const { steps, versions } of pathways.values()) {
    for (const each of [steps, ...versions.map((version) => version.steps)]) {
      for (const id of namedBy(each).badgeClasses) named.add(id)
    }
  }
  return { pathways, equivalents: await equivalentsOf(db, [...named]) }
}
