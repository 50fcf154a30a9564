import { equivalentsOf } from '../badge-classes/index.ts'
import type { Queries } from '../db/index.ts'
import { namedBy } from '../requirements/index.ts'
import { awardingPathways, pathwaysStamp } from './completion-store.ts'
import type { Graph } from './following.ts'
import { pathwaysReachedFrom } from './graph-store.ts'

/** Reads these pathways, and everything that they refer to. */
export async function readGraph(db: Queries, pathwayIds: readonly string[]): Promise<Graph> {
  const pathways = await pathwaysReachedFrom(db, pathwayIds)
  return { pathways, equivalents: await equivalentsOf(db, badgeClassesIn(pathways)) }
}

/**
 * Reads the pathways that award a badge, and keeps them until one has changed: reading them takes as
 * long as looking at hundreds of learners.
 */
export function createAwardingGraph(): (db: Queries) => Promise<Graph> {
  let kept: { stamp: string; pathways: Graph['pathways']; badgeClassIds: string[] } | undefined
  return async (db) => {
    // Before they are read: what changes meanwhile is read again the next time.
    const stamp = await pathwaysStamp(db)
    if (kept?.stamp !== stamp) {
      const pathways = await pathwaysReachedFrom(db, await awardingPathways(db))
      kept = { stamp, pathways, badgeClassIds: badgeClassesIn(pathways) }
    }
    const { pathways, badgeClassIds } = kept
    return { pathways, equivalents: await equivalentsOf(db, badgeClassIds) }
  }
}

function badgeClassesIn(pathways: Graph['pathways']): string[] {
  const named = new Set<string>()
  for (const { steps, versions } of pathways.values()) {
    for (const each of [steps, ...versions.map((version) => version.steps)]) {
      for (const id of namedBy(each).badgeClasses) named.add(id)
    }
  }
  return [...named]
}
