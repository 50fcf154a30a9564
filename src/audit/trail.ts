import { AsyncLocalStorage } from 'node:async_hooks'
import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from '../db/index.ts'
import { createGathering } from '../gathering.ts'
import { type Actor, Problem } from '../http/index.ts'
import { learnersIn } from './learners-in.ts'
import { type AuditRow, insertRecords, learnerOfAssertion } from './store.ts'

/** What a request does with learners' data, and whether that is recorded already. */
export type Access = {
  actor: Actor
  action: 'read' | 'change'
  operation: string
  /** What it is known to be about before it is carried out: a learner, or an assertion of one. */
  about: { learnerId: string } | { assertionId: string } | null
  /** Whether what it answers with is learners. */
  isLearner: boolean
  recorded: Set<string>
}

/** Who read and changed what of whom. */
export type AuditTrail = {
  /** Records what a request had to do with learners, those left out that are recorded already. */
  record(access: Access, learnerIds: Iterable<string>): Promise<void>
  /** Carries a request out: its transactions record what it changes. */
  during(access: Access, work: () => void): void
  /** The same database, whose transactions do so. */
  audited(database: Database): Database
}

/** Who reads at the same time shares an insert and its commit. */
const LARGEST = 256

/**
 * No answer leaves before it is recorded who got it: a reader waits for the insert, which those who
 * come at the same time share. A change is recorded in the transaction that makes it.
 */
export function createAuditTrail(deps: { now: () => Date }): AuditTrail {
  const { now } = deps
  const requests = new AsyncLocalStorage<Access>()
  let database: Database | undefined

  const rowsOf = (access: Access, learnerIds: Iterable<string>): AuditRow[] => {
    const { actor, action, operation, recorded } = access
    return [...new Set(learnerIds)]
      .filter((learnerId) => !recorded.has(learnerId))
      .map((learnerId) => ({
        id: uuidv7(),
        learnerId,
        actorId: actor.id,
        issuerId: actor.issuerId,
        action,
        operation,
        at: now(),
      }))
  }

  const insert = createGathering<AuditRow[], void>({
    async carryOut(sets) {
      await database?.transaction((tx) => insertRecords(tx, sets.flat()))
      return sets.map(() => ({ status: 'fulfilled', value: undefined }))
    },
    largest: LARGEST,
    abreast: 2,
    most: 4,
  })

  /**
   * Whom the URL names, and all whom the work was about: what it gave back says so. So nothing is
   * changed without a record, whenever the process ends.
   */
  async function recordWithin(tx: Transaction, access: Access, done: unknown): Promise<string[]> {
    const { about } = access
    const learnerIds = learnersIn(done, access.isLearner)
    if (about !== null) {
      const learnerId =
        'learnerId' in about ? about.learnerId : await learnerOfAssertion(tx, about.assertionId)
      if (learnerId !== null) learnerIds.add(learnerId)
    }
    const rows = rowsOf(access, learnerIds)
    if (rows.length > 0) await insertRecords(tx, rows)
    return rows.map((row) => row.learnerId)
  }

  return {
    async record(access, learnerIds) {
      const rows = rowsOf(access, learnerIds)
      if (rows.length > 0) await insert(rows)
    },
    during: (access, work) => requests.run(access, work),
    audited(given) {
      database = given
      return {
        ...given,
        async transaction(work) {
          const access = requests.getStore()
          if (access === undefined) return given.transaction(work)
          let recorded: string[] = []
          const result = await given.transaction(async (tx) => {
            const done = await work(tx)
            if (!isRefused(done)) recorded = await recordWithin(tx, access, done)
            return done
          })
          for (const learnerId of recorded) access.recorded.add(learnerId)
          return result
        },
      }
    },
  }
}

/** Whether nothing was done but to say no: an Idempotency-Key that is another request's. */
function isRefused(done: unknown): boolean {
  const outcomes = Array.isArray(done) ? done : [done]
  return outcomes.length > 0 && outcomes.every((one) => one instanceof Problem)
}
