import { uuidv7 } from 'uuidv7'
import { addJob, type Database, type Transaction } from '../db/index.ts'
import { type Actor, conflict, invalid, notFound, Problem, rfc3339 } from '../http/index.ts'
import {
  isNamed,
  type LearnerPart,
  type LearnerSelf,
  lockWhole,
  type Traces,
  tracesOf,
} from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import type { Withdrawals } from '../withdrawals/index.ts'
import {
  deleteJobsAbout,
  type ErasureRow,
  erasureById,
  erasureOf,
  insertErasure,
} from './erasure-store.ts'
import type { Erasure, NewErasure } from './schema.ts'

/** Name of the job that looks for what is left of somebody. */
export const ERASURE_TASK = 'look-for-erased'
/** What the values in the columns of an erasure are sealed for. */
const REASON = 'erasure-reason'
export const TRACES = 'erasure-traces'

/** Erasing people. */
export type Erasing = {
  /**
   * Removes a learner, at once and for good, from all that is kept about learners; the job looks for
   * what is left in what others sent. Asked again, the answer is the same.
   *
   * @param still - asked once nobody else can do anything with the learner: whether it is to be done
   * @throws Problem 404 for somebody who is not there and never was, 400 when the reason names them
   */
  erase(
    actor: Actor,
    learnerId: string,
    input: NewErasure,
    still?: (tx: Transaction) => Promise<boolean>,
  ): Promise<Erasure>
  get(actor: Actor, id: string): Promise<Erasure>
}

export function createErasing(deps: {
  database: Database
  vault: Vault
  now: () => Date
  parts: readonly Pick<LearnerPart, 'erase'>[]
  self: Pick<LearnerSelf, 'erase'>
  withdrawals: Pick<Withdrawals, 'announce' | 'forget'>
}): Erasing {
  const { database, vault, now, parts, self, withdrawals } = deps
  const hashOf = (learnerId: string) => vault.keyedHash('erased-learner', learnerId)

  const shown = (row: ErasureRow): Erasure => ({
    id: row.id,
    status: row.completedAt === null ? 'running' : 'completed',
    reason: vault.open(row.sealedReason, REASON).toString(),
    actorId: row.actorId,
    requestedAt: rfc3339(row.createdAt),
    completedAt: row.completedAt === null ? null : rfc3339(row.completedAt),
  })

  async function eraseAll(
    tx: Transaction,
    actor: Actor,
    learnerId: string,
    { reason }: NewErasure,
    still?: (tx: Transaction) => Promise<boolean>,
  ): Promise<ErasureRow> {
    if (!(await lockWhole(tx, learnerId))) {
      const row = await erasureOf(tx, hashOf(learnerId))
      if (row === undefined) throw notFound('learner')
      return row
    }
    if (still !== undefined && !(await still(tx))) throw conflict('The learner is to be kept.')
    const traces: Traces = await tracesOf(tx, vault, learnerId)
    if (isNamed(traces, reason)) {
      const detail = 'reason names the learner, and is kept: say it without.'
      throw invalid({ field: 'reason', detail })
    }
    const at = now()
    for (const part of parts) await part.erase(tx, learnerId, at)
    await self.erase(tx, learnerId, at)
    for (const one of [learnerId, ...traces.formerIds]) await deleteJobsAbout(tx, one)
    await withdrawals.announce(tx)
    const id = uuidv7()
    const row = await insertErasure(tx, {
      id,
      learnerHash: hashOf(learnerId),
      // A token of the learner's own goes with them.
      actorId: actor.learnerId === null ? actor.id : 'learner',
      sealedReason: vault.seal(reason, REASON),
      sealedTraces: vault.seal(JSON.stringify(traces), TRACES),
      createdAt: at,
    })
    await addJob(tx, ERASURE_TASK, { erasureId: id }, `${ERASURE_TASK} ${id}`, { endless: true })
    return row
  }

  return {
    async erase(actor, learnerId, input, still) {
      if (actor.issuerId !== null) throw notForIssuers()
      if (actor.learnerId !== null && actor.learnerId !== learnerId) throw notFound('learner')
      const row = await database.transaction((tx) => eraseAll(tx, actor, learnerId, input, still))
      withdrawals.forget()
      return shown(row)
    },
    async get(actor, id) {
      const row = actor.issuerId === null ? await erasureById(database.queries, id) : undefined
      if (row === undefined) throw notFound('erasure')
      return shown(row)
    },
  }
}

function notForIssuers(): Problem {
  return new Problem(
    'insufficient-scope',
    "A learner's record is not one issuer's: only the platform, or the learner, can have it erased.",
  )
}
