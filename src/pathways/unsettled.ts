import type { Queries } from '../db/index.ts'
import { type CompletionRow, completionsOfEach, recheckTimes } from './completion-store.ts'
import { nextChange } from './facts.ts'
import { assertionFacts } from './facts-store.ts'
import { createCompleted, type Graph } from './following.ts'
import type { GraphPathway } from './graph-store.ts'
import { awardsNow } from './grounds.ts'
import { attendancesOfEach } from './opportunity-store.ts'

/**
 * Those of these learners for whom something is to be done: a badge to be awarded, or to be looked at
 * whose ground has changed. For all at once, without holding anybody up: most awards complete nothing.
 * Whatever changes while this looks asks for its own look.
 */
export async function unsettledLearners(
  db: Queries,
  graph: Graph,
  learnerIds: readonly string[],
  at: Date,
): Promise<string[]> {
  const assertions = await assertionFacts(db, learnerIds)
  const attended = await attendancesOfEach(db, learnerIds)
  const completions = await completionsOfEach(db, learnerIds)
  const rechecks = await recheckTimes(db, learnerIds)
  const awarding = [...graph.pathways.values()].filter(awardsNow)
  return learnerIds.filter((id) => {
    const facts = assertions.get(id) ?? []
    if (nextChange(facts, at)?.getTime() !== rechecks.get(id)?.getTime()) return true
    const completed = createCompleted(graph, facts, attended.get(id) ?? [], at)
    const theirs = new Map(completions.get(id)?.map((row) => [row.pathwayId, row]))
    const isDue = ({ id }: GraphPathway) => isOpen(theirs.get(id)) && completed(id).complete
    const hasTurned = (row: CompletionRow) => {
      const pathway = graph.pathways.get(row.pathwayId)
      if (pathway === undefined || row.revokedAt !== null) return false
      const { complete } = completed(row.pathwayId)
      return row.groundFellAt === null
        ? pathway.whenGroundFalls !== 'keep' && !complete
        : complete || pathway.whenGroundFalls === 'revoke'
    }
    return awarding.some(isDue) || [...theirs.values()].some(hasTurned)
  })
}

/** Whether the badge of a pathway can be awarded to a learner who completes it. */
export function isOpen(before: Pick<CompletionRow, 'revokedAt'> | undefined): boolean {
  return before === undefined || before.revokedAt !== null
}
