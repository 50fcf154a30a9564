import { uuidv7 } from 'uuidv7'
import type { Queries, Transaction } from '../db/index.ts'
import type { Actor } from '../http/index.ts'
import { askForMovesBy } from '../pathway-moves/index.ts'
import { bumpRevisions } from '../status-lists/index.ts'
import type { Changing } from './change.ts'
import { refuseDisclosure } from './disclosure.ts'
import { recordStatusChanges } from './status-events.ts'
import type { Revocations } from './status-schema.ts'
import { learnersOfStanding, lockMany, revokeLocked } from './status-store.ts'
import { learnersOf } from './store.ts'

/** What became of one assertion of a bulk revocation. */
export type RevocationOutcome = Revocations['data'][number]

/**
 * Looks at a reason for revoking many assertions, which becomes public, before the first is revoked.
 *
 * @param ids - any number; those that are revoked already do not matter
 * @throws Problem 400 when it names one of the learners
 */
export async function checkReason(
  db: Queries,
  { learners }: Pick<Changing, 'learners'>,
  actor: Actor,
  ids: string[],
  reason: string,
): Promise<void> {
  const learnerIds = await learnersOfStanding(db, ids, actor.issuerId)
  if (learnerIds.length === 0) return
  refuseDisclosure(await learners.identifiersOf(db, actor, learnerIds), [['reason', reason]])
}

/**
 * Revokes many assertions for one reason, in a number of statements that does not grow with them.
 * Each status list is signed anew once. Doing so again changes nothing.
 *
 * @param ids - any number; those of another issuer are answered like those that are not there
 * @returns what became of each, in the order given
 * @throws Problem 400 when the reason, which becomes public, names one of the learners
 */
export async function revokeMany(
  tx: Transaction,
  { vault, now, learners }: Changing,
  actor: Actor,
  ids: string[],
  reason: string,
): Promise<RevocationOutcome[]> {
  const rows = await lockMany(tx, ids, actor.issuerId)
  const open = rows.filter(({ revokedAt }) => revokedAt === null)
  if (open.length > 0) {
    const known = await learners.identifiersOf(tx, actor, learnersOf(...open))
    refuseDisclosure(known, [['reason', reason]])
    await revokeLocked(tx, {
      assertionIds: open.map(({ id }) => id),
      changeIds: open.map(() => uuidv7()),
      actorId: actor.id,
      sealedReason: vault.seal(reason, 'status-reason'),
      at: now(),
    })
    const changed = open.map(({ id, issuerId }) => ({ assertionId: id, issuerId }))
    recordStatusChanges(tx, 'revoked', changed)
    await askForMovesBy(
      tx,
      open.map(({ id }) => id),
    )
    await bumpRevisions(tx, [...new Set(open.map(({ statusListId }) => statusListId))])
  }
  const before = new Map(rows.map(({ id, revokedAt }) => [id, revokedAt]))
  return ids.map((id) => {
    const revokedAt = before.get(id)
    if (revokedAt === undefined) return { id, outcome: 'not-found' }
    return { id, outcome: revokedAt === null ? 'revoked' : 'already-revoked' }
  })
}
