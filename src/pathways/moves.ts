import type { Logger } from 'pino'
import { uuidv7 } from 'uuidv7'
import type { AssertionService } from '../assertions/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import { type NewEvent, recordEvents } from '../events/index.ts'
import { type Actor, Problem } from '../http/index.ts'
import { askForMoves } from '../pathway-moves/index.ts'
import type { Attendance } from '../requirements/index.ts'
import {
  type CompletionRow,
  changeCompletion,
  completionsOf,
  dueLearners,
  learnersConcerned,
  learnersOfEvents,
  lockLearner,
  storeCompletion,
  storeRecheck,
  successorsOf,
} from './completion-store.ts'
import { nextChange } from './facts.ts'
import { type AssertionFact, assertionFacts } from './facts-store.ts'
import { createCompleted, type Graph } from './following.ts'
import { createAwardingGraph } from './graph.ts'
import type { GraphPathway } from './graph-store.ts'
import { awardsNow } from './grounds.ts'
import { attendancesOf } from './opportunity-store.ts'
import { isOpen, unsettledLearners } from './unsettled.ts'

/** Whom the service awards and revokes for: a pathway, and nobody in particular. */
const ACTOR: Actor = {
  id: 'pathways',
  scopes: new Set(['assertions:write']),
  issuerId: null,
  learnerId: null,
  placeId: null,
}
const REASON =
  'The ground on which it was awarded, the completion of a pathway, is no longer there.'
const DUE_AT_ONCE = 1_000

/** What follows from what learners have. */
export type PathwayMoves = {
  /**
   * The job: awards the badges of pathways that these learners have completed, once each, and does as
   * the pathways say where they no longer meet one. Each learner for whom there is something to do in
   * a transaction; doing so again changes nothing.
   */
  work(learnerIds: readonly string[]): Promise<void>
  /** The job: has everybody looked at whom a pathway may concern. */
  review(pathwayId: string): Promise<void>
  /**
   * The job: has everybody looked at to whom something happened in a span of time, who may have been
   * looked at by pathways as they were before.
   */
  lookAgain(span: { from: Date; to: Date }): Promise<void>
  /** The job: has those looked at for whom something has ended or begun by itself. */
  recheck(): Promise<void>
}

type Learner = {
  learnerId: string
  assertions: AssertionFact[]
  attended: readonly Attendance[]
  completions: Map<string, CompletionRow>
  at: Date
}

/** {@link PathwayMoves} that award the badges of completed pathways through `assertions`. */
export function createPathwayMoves(deps: {
  database: Database
  assertions: Pick<AssertionService, 'create' | 'revokeWithin'>
  now: () => Date
  log: Logger
}): PathwayMoves {
  const { database, assertions, now, log } = deps
  const readAwarding = createAwardingGraph()

  async function settle(tx: Transaction, graph: Graph, learnerId: string): Promise<void> {
    if (!(await lockLearner(tx, learnerId))) return
    const learner: Learner = {
      learnerId,
      assertions: (await assertionFacts(tx, [learnerId])).get(learnerId) ?? [],
      attended: await attendancesOf(tx, learnerId),
      completions: await completionsOf(tx, learnerId),
      at: now(),
    }
    const events: NewEvent[] = []
    const lost = await groundsLost(tx, graph, learner)
    const remaining = new Set(lost.revoked.flatMap(({ assertionIds }) => assertionIds))
    learner.assertions = learner.assertions.filter(({ id }) => !remaining.has(id))
    await awardCompleted(tx, graph, learner, lost.revoked, events)
    // After all awards: it holds status lists, which awards want places in.
    for (const { row, assertionIds } of lost.revoked) {
      await assertions.revokeWithin(tx, ACTOR, assertionIds, REASON)
      events.push(eventOf('pathway.ground-fell', graph, row))
    }
    for (const row of lost.marked) {
      await changeCompletion(tx, row.id, { groundFellAt: learner.at })
      events.push(eventOf('pathway.ground-fell', graph, row))
    }
    for (const row of lost.restored) await changeCompletion(tx, row.id, { groundFellAt: null })
    await storeRecheck(tx, learnerId, nextChange(learner.assertions, learner.at))
    recordEvents(tx, events)
  }

  /** What the learner no longer meets: what was awarded for it counts for nothing else from now on. */
  async function groundsLost(tx: Transaction, graph: Graph, learner: Learner) {
    const { completions, attended, at } = learner
    const revoked: { row: CompletionRow; assertionIds: string[] }[] = []
    let facts = learner.assertions
    const standing = [...completions.values()].filter(
      ({ revokedAt, pathwayId }) => revokedAt === null && graph.pathways.has(pathwayId),
    )
    const isKept = (row: CompletionRow) => !revoked.some((one) => one.row === row)
    for (let found = true; found; ) {
      const completed = createCompleted(graph, facts, attended, at)
      found = false
      for (const row of standing.filter(isKept)) {
        const pathway = graph.pathways.get(row.pathwayId) as GraphPathway
        if (pathway.whenGroundFalls !== 'revoke' || completed(row.pathwayId).complete) continue
        const assertionIds = await successorsOf(tx, row.assertionIds)
        revoked.push({ row, assertionIds })
        facts = facts.filter(({ id }) => !assertionIds.includes(id))
        found = true
      }
    }
    const completed = createCompleted(graph, facts, attended, at)
    const rest = standing.filter(isKept)
    const complete = (row: CompletionRow) => completed(row.pathwayId).complete
    return {
      revoked,
      marked: rest.filter(
        (row) =>
          row.groundFellAt === null &&
          graph.pathways.get(row.pathwayId)?.whenGroundFalls === 'flag' &&
          !complete(row),
      ),
      restored: rest.filter((row) => row.groundFellAt !== null && complete(row)),
    }
  }

  async function awardCompleted(
    tx: Transaction,
    graph: Graph,
    learner: Learner,
    lost: { row: CompletionRow }[],
    events: NewEvent[],
  ): Promise<void> {
    const { learnerId, attended, at, completions } = learner
    for (const { row } of lost) {
      await changeCompletion(tx, row.id, { groundFellAt: at, revokedAt: at })
      completions.set(row.pathwayId, { ...row, revokedAt: at })
    }
    const gone = new Set(lost.map(({ row }) => row.pathwayId))
    const impossible = new Set<string>()
    for (let found = true; found; ) {
      found = false
      // Later than `at`: what was awarded a moment ago counts.
      const completed = createCompleted(graph, learner.assertions, attended, now())
      for (const pathway of graph.pathways.values()) {
        const { id, awards } = pathway
        const before = completions.get(id)
        if (!awardsNow(pathway) || !isOpen(before) || gone.has(id) || impossible.has(id)) continue
        const { complete, version } = completed(id)
        if (!complete) continue
        const assertionId = await awarded(tx, awards as string, learnerId)
        if (assertionId === null) {
          impossible.add(id)
          continue
        }
        const row = {
          id: before?.id ?? uuidv7(),
          pathwayId: id,
          learnerId,
          version,
          completedAt: at,
          assertionIds: [assertionId],
        }
        await storeCompletion(tx, row)
        completions.set(id, { ...row, groundFellAt: null, revokedAt: null })
        events.push(eventOf('pathway.completed', graph, row))
        found = true
      }
      if (found) {
        const taken = new Set(lost.flatMap(({ row }) => row.assertionIds))
        const present = (await assertionFacts(tx, [learnerId])).get(learnerId) ?? []
        learner.assertions = present.filter((one) => !taken.has(one.id))
      }
    }
  }

  /** Null when it cannot be awarded as things are, which is tried again when the learner moves. */
  async function awarded(
    tx: Transaction,
    badgeClassId: string,
    learnerId: string,
  ): Promise<string | null> {
    try {
      return (await assertions.create(tx, ACTOR, { badgeClassId, learnerId })).resource.id
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      log.warn({ badgeClassId }, 'the badge of a completed pathway cannot be awarded')
      return null
    }
  }

  return {
    async work(learnerIds) {
      const db = database.queries
      const graph = await readAwarding(db)
      const unsettled = await unsettledLearners(db, graph, learnerIds, now())
      for (const id of unsettled) await database.transaction((tx) => settle(tx, graph, id))
    },
    review: (pathwayId) =>
      database.transaction(async (tx) => askForMoves(tx, await learnersConcerned(tx, pathwayId))),
    lookAgain: (span) =>
      database.transaction(async (tx) => askForMoves(tx, await learnersOfEvents(tx, span))),
    async recheck() {
      for (let count = DUE_AT_ONCE; count === DUE_AT_ONCE; ) {
        count = await database.transaction(async (tx) => {
          const due = await dueLearners(tx, now(), DUE_AT_ONCE)
          askForMoves(tx, due)
          return due.length
        })
      }
    },
  }
}

function eventOf(
  type: 'pathway.completed' | 'pathway.ground-fell',
  graph: Graph,
  { id, pathwayId }: { id: string; pathwayId: string },
): NewEvent {
  const issuerId = graph.pathways.get(pathwayId)?.issuerId ?? null
  return { type, issuerId, subjectIds: [id] }
}
