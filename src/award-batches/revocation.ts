import type { AssertionService } from '../assertions/index.ts'
import { addJob, type Database, type Transaction } from '../db/index.ts'
import { type Actor, conflict, notFound, Problem, rfc3339 } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { assertionIdsOf, nextAwarded } from './awarded-store.ts'
import type { RevocationProgress, RevocationStatus } from './revocation-schema.ts'
import { type AwardBatchRow, batchById, lockBatch, updateBatch } from './store.ts'

/** Revoking everything that a batch awarded. */
export type BatchRevocations = {
  /**
   * Asks for it. A small batch is revoked at once, a large one by a job. Asked again, nothing
   * changes, except where the reason before was refused.
   *
   * @throws Problem 409 while rows can still be awarded, 400 when the reason, which becomes public,
   *   is seen at once to name a learner
   */
  start(actor: Actor, batchId: string, reason: string): Promise<void>
  /**
   * The job: one chunk in one transaction, together with the job for the next one. First the reason
   * is held against the learners of every chunk, so that it is refused before the first is revoked.
   */
  work(batchId: string): Promise<void>
}

/** Name of the job that calls `work`. */
export const REVOKE_TASK = 'revoke-award-batch'
/** How many are revoked while the caller waits. */
const AT_ONCE = 1_000
const PLACE = 'award-batch-revocation-reason'

export function createBatchRevocations(deps: {
  database: Database
  vault: Vault
  now: () => Date
  assertions: Pick<AssertionService, 'revokeWithin' | 'checkReason'>
}): BatchRevocations {
  const { database, vault, now, assertions } = deps

  const jobOf = (batchId: string) =>
    [REVOKE_TASK, { batchId }, `${REVOKE_TASK} ${batchId}`] as const

  /** Revokes some of them for the batch's reason, in the name of who asked for it. */
  async function revoke(tx: Transaction, batch: AwardBatchRow, ids: string[]): Promise<number> {
    const outcomes = await assertions.revokeWithin(
      tx,
      askingFor(batch),
      ids,
      reasonOf(vault, batch),
    )
    return outcomes.filter(({ outcome }) => outcome !== 'not-found').length
  }

  /** The next step of a job; what it changes in the batch. */
  async function step(tx: Transaction, batch: AwardBatchRow): Promise<Partial<AwardBatchRow>> {
    const isChecking = batch.revocationStatus === 'checking'
    const chunk = await nextAwarded(tx, batch.id, batch.revocationChunk)
    if (chunk === undefined) {
      return isChecking
        ? { revocationStatus: 'running', revocationChunk: 0 }
        : { revocationStatus: 'completed', revocationCompletedAt: now() }
    }
    const { number: revocationChunk, assertionIds } = chunk
    try {
      if (!isChecking) {
        const revoked = batch.revoked + (await revoke(tx, batch, assertionIds))
        return { revocationChunk, revoked }
      }
      await assertions.checkReason(tx, askingFor(batch), assertionIds, reasonOf(vault, batch))
      return { revocationChunk }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return { revocationStatus: 'refused', revocationCompletedAt: now() }
    }
  }

  return {
    start: (actor, batchId, reason) =>
      database.transaction(async (tx) => {
        const found = await batchById(tx, batchId)
        if (found === undefined || !isTheirs(actor, found)) throw notFound('award batch')
        if (found.completedAt === null) {
          throw conflict('This batch has not ended; cancel it before you revoke what it awarded.')
        }
        const batch = (await lockBatch(tx, batchId)) ?? found
        if (batch.revocationStatus !== null && batch.revocationStatus !== 'refused') return
        const isLarge = batch.awarded > AT_ONCE
        const asked = await updateBatch(tx, batchId, {
          revocationStatus: isLarge ? 'checking' : 'running',
          revocationActorId: actor.id,
          sealedRevocationReason: vault.seal(reason, PLACE),
          revocationChunk: 0,
          revoked: 0,
          revocationRequestedAt: now(),
          revocationCompletedAt: null,
          updatedAt: now(),
        })
        if (isLarge) return addJob(tx, ...jobOf(batchId), { endless: true })
        const revoked = await revoke(tx, asked, await assertionIdsOf(tx, batchId))
        const revocationCompletedAt = now()
        await updateBatch(tx, batchId, {
          revocationStatus: 'completed',
          revoked,
          revocationCompletedAt,
        })
      }),
    work: (batchId) =>
      database.transaction(async (tx) => {
        // Its lock is the turn of this worker: of two at work one waits and finds the rest.
        const batch = await lockBatch(tx, batchId)
        if (batch === undefined || batch.revocationCompletedAt !== null) return
        if (batch.revocationRequestedAt === null) return
        const changes = await step(tx, batch)
        await updateBatch(tx, batchId, { ...changes, updatedAt: now() })
        if (changes.revocationCompletedAt === undefined)
          await addJob(tx, ...jobOf(batchId), { endless: true })
      }),
  }
}

/** How far the revocation of a batch is; null when nobody asked for it. */
export function revocationOf(vault: Vault, batch: AwardBatchRow): RevocationProgress | null {
  const { revocationStatus: status, revocationRequestedAt, revocationCompletedAt } = batch
  if (status === null || revocationRequestedAt === null) return null
  return {
    status: status as RevocationStatus,
    total: batch.awarded,
    revoked: batch.revoked,
    reason: reasonOf(vault, batch),
    problem: status === 'refused' ? refusal(batch.revoked) : null,
    requestedAt: rfc3339(revocationRequestedAt),
    completedAt: revocationCompletedAt === null ? null : rfc3339(revocationCompletedAt),
  }
}

function refusal(revoked: number): string {
  const fate = revoked === 0 ? 'nothing was revoked' : 'what was revoked before that was seen, is'
  return `The reason names a learner by an identifier, and would publish it; ${fate}.`
}

function reasonOf(vault: Vault, { sealedRevocationReason }: AwardBatchRow): string {
  return sealedRevocationReason === null ? '' : vault.open(sealedRevocationReason, PLACE).toString()
}

/** Who asked for the revocation, with no more rights than the batch has. */
function askingFor({ revocationActorId, issuerId }: AwardBatchRow): Actor {
  return {
    id: revocationActorId ?? '',
    scopes: new Set(),
    issuerId,
    placeId: null,
    learnerId: null,
  }
}

function isTheirs({ issuerId }: Actor, batch: AwardBatchRow): boolean {
  return issuerId === null || issuerId === batch.issuerId
}
