import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import { type Actor, type Created, conflict, notFound, Problem, rfc3339 } from '../http/index.ts'
import { useVerification } from '../learner-identifiers/index.ts'
import type { LearnerPart, LearnerService } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import type { Merge, NewMerge, Proof } from './schema.ts'
import { leave, lockBoth, type MovedSelf, moveSelf, restoreSelf, tidySurvivor } from './self.ts'
import { insertMerge, lockMerge, type MergeRow, markUndone, mergesInto } from './store.ts'

const PLACE = 'learner-merge'
/** How fresh an answer is that shows that somebody is there. */
const FRESH_MS = 15 * 60_000

/** Everything of a learner who was merged: the record itself, and what each part of it moved. */
type Moved = { self: MovedSelf; parts: Record<string, unknown> }

/**
 * Merges learners who turned out to be one person, and undoes it. Nothing is lost: every noun gives
 * what it keeps, and gives exactly that back.
 */
export type LearnerMergeService = {
  /** @throws Problem 403 without proof of both sides, 404 and 409 where there are not two */
  create(tx: Transaction, actor: Actor, learnerId: string, input: NewMerge): Promise<Created<Merge>>
  /** Everybody who was merged into a learner, oldest first, and what was undone of it. */
  list(actor: Actor, learnerId: string): Promise<Merge[]>
  /**
   * Gives back what was moved, as far as it is there. What came since stays.
   * @throws Problem 409 when it was undone, or a later merge has to be undone first
   */
  undo(actor: Actor, learnerId: string, mergeId: string): Promise<Merge>
}

/** A {@link LearnerMergeService} over all `parts` of a record. */
export function createLearnerMergeService(deps: {
  database: Database
  vault: Vault
  learners: LearnerService
  parts: readonly LearnerPart[]
  authenticate: (token: string) => Promise<Actor>
  now: () => Date
}): LearnerMergeService {
  const { database, vault, learners, parts, now } = deps

  /** Whether the person behind a learner is there. */
  async function isShown(
    tx: Transaction,
    actor: Actor,
    learnerId: string,
    proof: Proof | undefined,
  ): Promise<boolean> {
    if (actor.learnerId === learnerId) return true
    if (proof?.token !== undefined) {
      const bearer = await deps.authenticate(proof.token).catch(ofToken)
      // Of all issuers' records: one that an issuer minted is good for that issuer's alone.
      const mayWriteAll = bearer?.issuerId === null && bearer.scopes.has('learners:write')
      return mayWriteAll && bearer.learnerId === learnerId
    }
    if (proof?.verificationId === undefined) return false
    const at = now()
    const since = new Date(at.getTime() - FRESH_MS)
    return useVerification(tx, { id: proof.verificationId, learnerId, since, at })
  }

  return {
    async create(tx, actor, learnerId, { learnerId: otherId, proof }) {
      refuseIssuers(actor)
      await learners.get(actor, learnerId)
      if (learnerId === otherId)
        throw conflict('A learner cannot be merged with itself.', 'learnerId')
      if ((await lockBoth(tx, [learnerId, otherId])) < 2) throw notFound('learner', 'learnerId')
      for (const [side, id] of [
        ['own', learnerId],
        ['other', otherId],
      ] as const) {
        if (!(await isShown(tx, actor, id, proof[side]))) {
          const field = `proof.${side}`
          throw conflict(`${field} does not show that the person is there.`, field)
        }
      }
      const at = now()
      const self = await moveSelf(tx, vault, otherId, learnerId, at)
      const moved: Moved = { self, parts: {} }
      for (const part of parts) {
        moved.parts[part.name] = (await part.move(tx, otherId, learnerId, at)) ?? null
      }
      await leave(tx, otherId)
      const row = await insertMerge(tx, {
        id: uuidv7(),
        fromId: otherId,
        intoId: learnerId,
        survivorId: learnerId,
        actorId: actor.id,
        sealedMoved: vault.seal(JSON.stringify(moved), PLACE),
        createdAt: at,
      })
      recordEvents(tx, [
        { type: 'learner.merged', issuerId: null, subjectIds: [learnerId, otherId] },
      ])
      return { resource: toMerge(row), revision: 1, unkept: true }
    },
    async list(actor, learnerId) {
      refuseIssuers(actor)
      await learners.get(actor, learnerId)
      return (await mergesInto(database.queries, learnerId)).map(toMerge)
    },
    async undo(actor, learnerId, mergeId) {
      refuseIssuers(actor)
      await learners.get(actor, learnerId)
      return database.transaction(async (tx) => {
        // In the order of merging: the learners, then what is kept of it.
        await lockBoth(tx, [learnerId, learnerId])
        const row = await lockMerge(tx, mergeId, learnerId)
        if (row === undefined || row.sealedMoved === null) {
          throw conflict('mergeId names no merge of this learner that could be undone.', 'mergeId')
        }
        if (row.survivorId !== learnerId) {
          throw conflict('A later merge has to be undone first.', 'mergeId')
        }
        const moved = JSON.parse(vault.open(row.sealedMoved, PLACE).toString()) as Moved
        const at = now()
        const { fromId: from } = row
        await restoreSelf(tx, vault, moved.self, { from, to: learnerId, at })
        for (const part of parts.toReversed()) {
          if (part.name in moved.parts) {
            await part.moveBack(tx, moved.parts[part.name], from, learnerId, at)
          }
        }
        await tidySurvivor(tx, moved.self, learnerId)
        recordEvents(tx, [
          { type: 'learner.merge-undone', issuerId: null, subjectIds: [learnerId, from] },
        ])
        return toMerge(await markUndone(tx, row.id, at))
      })
    },
  }
}

/** An issuer could otherwise decide over what others know. */
function refuseIssuers({ issuerId }: Actor): void {
  if (issuerId !== null) {
    throw new Problem(
      'insufficient-scope',
      'Learners are merged by the platform, or by themselves.',
    )
  }
}

/** A token that is none proves nothing. */
function ofToken(error: unknown): null {
  if (error instanceof Problem) return null
  throw error
}

function toMerge(row: MergeRow): Merge {
  return {
    id: row.id,
    learnerId: row.survivorId,
    mergedLearnerId: row.fromId,
    createdAt: rfc3339(row.createdAt),
    undoneAt: row.undoneAt === null ? null : rfc3339(row.undoneAt),
  }
}
