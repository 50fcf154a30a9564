import { uuidv7 } from 'uuidv7'
import type { AssertionService } from '../assertions/index.ts'
import { addJob, type Database } from '../db/index.ts'
import { type Actor, conflict, rfc3339 } from '../http/index.ts'
import { keyById } from '../issuers/index.ts'
import type { Vault } from '../vault.ts'
import { findKey } from './finding.ts'
import {
  insertReissue,
  noteReissued,
  type ReissueRow,
  reissueOfKey,
  updateReissue,
} from './reissue-store.ts'
import type { NewReissue, Reissue } from './schema.ts'

/** Issuing again, as one batch, everything that a compromised key signed and still stands. */
export type KeyReissues = {
  /**
   * Asks for it. Asked again, it goes on where it stopped, or begins anew with what is left.
   * @throws Problem 409 when the key was not declared compromised, or signs no credentials
   */
  start(actor: Actor, issuerId: string, number: number, input: NewReissue): Promise<Reissue>
  /** How far it is; before it was asked for, how much there would be to do. */
  progress(actor: Actor, issuerId: string, number: number): Promise<Reissue>
  /**
   * The job: one chunk in one transaction, together with the job for the next one. Whatever ends it,
   * nothing is lost and nothing is issued twice.
   */
  work(issuerKeyId: string): Promise<void>
}

/** Name of the job that calls `work`. */
export const REISSUE_TASK = 'reissue-assertions'
/** Few enough for a transaction of well below a second. */
const CHUNK = 200

/** {@link KeyReissues} in steps of one job each. */
export function createKeyReissues(deps: {
  database: Database
  vault: Vault
  now: () => Date
  assertions: AssertionService
}): KeyReissues {
  const { database, vault, now, assertions } = deps

  const toReissue = (row: ReissueRow): Reissue => ({
    status: row.completedAt === null ? 'running' : 'completed',
    total: row.total,
    reissued: row.reissued,
    reason: vault.open(row.sealedReason, 'key-reissue-reason').toString() || null,
    createdAt: rfc3339(row.createdAt),
    completedAt: row.completedAt === null ? null : rfc3339(row.completedAt),
  })
  const jobOf = (issuerKeyId: string) =>
    [REISSUE_TASK, { issuerKeyId }, `${REISSUE_TASK} ${issuerKeyId}`] as const

  return {
    start: (actor, issuerId, number, { reason = '' }) =>
      database.transaction(async (tx) => {
        const key = await findKey(tx, actor, issuerId, number, true)
        if (key.state !== 'compromised') {
          throw conflict('This key was not declared compromised: what it signed is valid.')
        }
        if (key.algorithm !== 'Ed25519') {
          throw conflict('VC-JWTs that this key signed are made anew when they are next asked for.')
        }
        // Locked first: a chunk under way would be counted as left and as done.
        const before = await reissueOfKey(tx, key.id, true)
        const left = await assertions.countSignedBy(tx, key.id)
        const completedAt = left === 0 ? now() : null
        if (before !== undefined && left === 0 && before.completedAt !== null) {
          return toReissue(before)
        }
        const row =
          before === undefined
            ? await insertReissue(tx, {
                id: uuidv7(),
                issuerKeyId: key.id,
                actorId: actor.id,
                sealedReason: vault.seal(reason, 'key-reissue-reason'),
                total: left,
                createdAt: now(),
                completedAt,
              })
            : await updateReissue(tx, before.id, { total: before.reissued + left, completedAt })
        if (left > 0) await addJob(tx, ...jobOf(key.id))
        return toReissue(row)
      }),
    async progress(actor, issuerId, number) {
      const key = await findKey(database.queries, actor, issuerId, number)
      const row = await reissueOfKey(database.queries, key.id)
      if (row !== undefined) return toReissue(row)
      return {
        status: 'not-started',
        total: await assertions.countSignedBy(database.queries, key.id),
        reissued: 0,
        reason: null,
        createdAt: null,
        completedAt: null,
      }
    },
    work: (issuerKeyId) =>
      database.transaction(async (tx) => {
        // Its lock is the turn of this worker: of two at work one waits and finds the rest.
        const row = await reissueOfKey(tx, issuerKeyId, true)
        const key = await keyById(tx, issuerKeyId)
        if (row === undefined || row.completedAt !== null || key === undefined) return
        const { issuerId } = key
        const { reissued, done } = await assertions.reissue(tx, {
          issuerKeyId,
          issuerId,
          actorId: row.actorId,
          limit: CHUNK,
        })
        if (done) return void (await updateReissue(tx, row.id, { completedAt: now() }))
        await noteReissued(tx, row.id, reissued)
        await addJob(tx, ...jobOf(issuerKeyId))
      }),
  }
}
