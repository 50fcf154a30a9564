import { uuidv7 } from 'uuidv7'
import type { Database, Queries, Transaction } from '../db/index.ts'
import { type Actor, conflict, rfc3339, type Versioned } from '../http/index.ts'
import { bumpRevision } from '../status-lists/index.ts'
import { type Changing, changeAssertion } from './change.ts'
import { refuseDisclosure } from './disclosure.ts'
import { type Presenter, visible } from './resource.ts'
import { checkReason, type RevocationOutcome, revokeMany } from './revoke-many.ts'
import type { Assertion } from './schema.ts'
import { recordStatusChanges } from './status-events.ts'
import type { StatusChangeKind, StatusHistory } from './status-schema.ts'
import { insertStatusChange, statusChangesOf } from './status-store.ts'
import { type AssertionRow, assertionById, learnersOf } from './store.ts'

/** What can be done to the status of assertions, and what was done to it. */
export type StatusOperations = {
  /**
   * Takes the award back for good. Doing so again changes nothing.
   * @throws Problem 400 when the reason, which becomes public, names the learner
   */
  revoke(
    actor: Actor,
    id: string,
    reason: string,
    expected: number[] | null,
  ): Promise<Versioned<Assertion>>
  /**
   * Takes many awards back for good, all in one transaction. Doing so again changes nothing.
   * @returns what became of each, in the order given
   * @throws Problem 400 when the reason names one of the learners; then nothing is revoked
   */
  revokeAll(actor: Actor, ids: string[], reason: string): Promise<RevocationOutcome[]>
  /** The same as a part of somebody else's transaction. */
  revokeWithin(
    tx: Transaction,
    actor: Actor,
    ids: string[],
    reason: string,
  ): Promise<RevocationOutcome[]>
  /**
   * Looks at a reason before so many are revoked for it that one transaction does not hold them.
   * @throws Problem 400 when the reason names one of the learners
   */
  checkReason(db: Queries, actor: Actor, ids: string[], reason: string): Promise<void>
  /**
   * Takes the award back for a time. Doing so again changes nothing.
   * @throws Problem 409 when it was not awarded as suspendable, or is revoked
   */
  suspend(
    actor: Actor,
    id: string,
    reason: string,
    expected: number[] | null,
  ): Promise<Versioned<Assertion>>
  /**
   * Ends a suspension. Where there is none, nothing changes.
   * @throws Problem 409 when it is revoked
   */
  reinstate(
    actor: Actor,
    id: string,
    reason: string,
    expected: number[] | null,
  ): Promise<Versioned<Assertion>>
  /** Every change of its status, oldest first. */
  statusHistory(actor: Actor, id: string): Promise<StatusHistory>
}

export function createStatusOperations(
  deps: Changing & { database: Database },
  { whole }: Presenter,
): StatusOperations {
  const { database, vault, learners } = deps
  return {
    revoke: async (actor, id, reason, expected) =>
      whole(
        await changeAssertion(deps, actor, id, expected, async (tx, row) => {
          if (row.revokedAt !== null) return null
          const known = await learners.identifiersOf(tx, actor, learnersOf(row))
          refuseDisclosure(known, [['reason', reason]])
          return changeStatus(tx, deps, actor, row, 'revoked', reason)
        }),
      ),
    revokeAll: (actor, ids, reason) =>
      database.transaction((tx) => revokeMany(tx, deps, actor, ids, reason)),
    revokeWithin: (tx, actor, ids, reason) => revokeMany(tx, deps, actor, ids, reason),
    checkReason: (db, actor, ids, reason) => checkReason(db, deps, actor, ids, reason),
    suspend: async (actor, id, reason, expected) =>
      whole(
        await changeAssertion(deps, actor, id, expected, (tx, row) => {
          if (row.revokedAt !== null) throw conflict('It is revoked, which is for good.')
          if (row.purpose !== 'suspension') {
            throw conflict(
              'It cannot be suspended: its badge class was not suspendable when it was awarded.',
            )
          }
          return row.suspendedAt !== null
            ? null
            : changeStatus(tx, deps, actor, row, 'suspended', reason)
        }),
      ),
    reinstate: async (actor, id, reason, expected) =>
      whole(
        await changeAssertion(deps, actor, id, expected, (tx, row) => {
          if (row.revokedAt !== null) throw conflict('It is revoked, which is for good.')
          return row.suspendedAt === null
            ? null
            : changeStatus(tx, deps, actor, row, 'reinstated', reason)
        }),
      ),
    async statusHistory(actor, id) {
      visible(actor, await assertionById(database.queries, id))
      const changes = await statusChangesOf(database.queries, id)
      return {
        data: changes.map(({ kind, sealedReason, actorId, at }) => ({
          kind: kind as StatusChangeKind,
          reason: sealedReason && vault.open(sealedReason, 'status-reason').toString(),
          actorId,
          at: rfc3339(at),
        })),
      }
    },
  }
}

/**
 * Keeps a change of status with its reason, and has the status list signed anew. Comes after any
 * award of the same transaction: it holds the list, and an award may want a place in it.
 *
 * @param row - locked by the transaction
 * @returns what is to be changed in the row
 */
export async function changeStatus(
  tx: Transaction,
  { vault, now }: Pick<Changing, 'vault' | 'now'>,
  actor: Actor,
  row: AssertionRow,
  kind: StatusChangeKind,
  reason: string,
): Promise<Partial<AssertionRow>> {
  const at = now()
  const sealedReason = vault.seal(reason, 'status-reason')
  const change = { id: uuidv7(), assertionId: row.id, kind, actorId: actor.id, sealedReason, at }
  await insertStatusChange(tx, change)
  recordStatusChanges(tx, kind, [{ assertionId: row.id, issuerId: row.issuerId }])
  await bumpRevision(tx, row.statusListId)
  return {
    ...(kind === 'revoked' && { revokedAt: at }),
    ...(kind === 'suspended' && { suspendedAt: at }),
    ...(kind === 'reinstated' && { suspendedAt: null }),
    sealedStatusReason: sealedReason,
  }
}
