import { uuidv7 } from 'uuidv7'
import type { Transaction } from '../db/index.ts'
import { type Actor, conflict, invalid, notFound, type Problem } from '../http/index.ts'
import { type Identifier, noteClaimed, type Recipient } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import {
  type ClaimingDeps,
  codeHash,
  hasRoom,
  isOpen,
  isReservedFor,
  unusable,
} from './claiming.ts'
import { readCode } from './code.ts'
import { deleteReservation, reservationsOf } from './reservations.ts'
import {
  type CodeRow,
  claimantsOf,
  claimOf,
  insertClaim,
  lockClaims,
  lockCodes,
  type SetRow,
} from './store.ts'

/** A code that somebody brings to a door, locked until the transaction ends. */
export type Ticket = {
  set: SetRow
  code: CodeRow
  /** Whose it is: who claimed with it, where it is for one person. */
  holderId: string | null
  /** For whom it is kept, until somebody has claimed. */
  keptFor: Identifier | null
}

/** Who came, as the request says or the code they brought. */
export type Who = { identifier: Identifier } | { learnerId: string }

/**
 * The codes that were brought, by how they were typed; the same one for two ways to type it. Whoever
 * claims with them waits.
 */
export async function lockTickets(
  tx: Transaction,
  vault: Vault,
  typed: readonly string[],
): Promise<Map<string, Ticket>> {
  const hashes = new Map<string, string>()
  for (const one of typed) {
    const code = readCode(one)
    if (code !== undefined) hashes.set(one, codeHash(vault, code).toString('hex'))
  }
  if (hashes.size === 0) return new Map()
  const rows = await lockCodes(
    tx,
    [...new Set(hashes.values())].map((hash) => Buffer.from(hash, 'hex')),
  )
  const claimants = await claimantsOf(tx, rows)
  const kept = await reservationsOf(tx, vault, [...new Set(rows.map(({ set }) => set.id))])
  const byHash = new Map(
    rows.map(({ set, code }): [string, Ticket] => [
      code.codeHash.toString('hex'),
      {
        ...{ set, code },
        holderId: claimants.get(code.id) ?? null,
        keptFor: kept.get(set.id) ?? null,
      },
    ]),
  )
  return new Map(
    [...hashes].flatMap(([one, hash]) => {
      const ticket = byHash.get(hash)
      return ticket === undefined ? [] : [[one, ticket] as const]
    }),
  )
}

/** @returns who brings a code, where that is not said besides; or a Problem that says what to send */
export function bearerOf({ set, code, holderId, keptFor }: Ticket): Who | Problem {
  if (holderId !== null) return { learnerId: holderId }
  if (code.revokedAt !== null || !hasRoom({ set, code })) return unusable('claimCode')
  if (keptFor !== null) return { identifier: keptFor }
  const why =
    set.maxClaims === 1 ? 'nobody has claimed with this code yet' : 'this code is for many'
  const detail = `identifier or learnerId is required besides: ${why}, so it does not say who came.`
  return invalid({ field: 'identifier', detail })
}

/** Somebody who came with a code, known by now. */
export type Bringing = {
  actor: Actor
  ticket: Ticket
  recipient: Recipient
  learnerId: string
  opportunityId: string
  at: Date
}

/**
 * Has somebody claim with the code they brought, by all the rules of claiming; what comes of it is
 * noted by {@link noteBrought}. Others who claim for them with a code of the set wait.
 *
 * @returns whether it is a new claim: of a set a learner claims once
 * @throws Problem where they cannot claim with it; then the transaction must be given up
 */
export async function bring(
  tx: Transaction,
  deps: Pick<ClaimingDeps, 'vault' | 'learners'>,
  { actor, ticket, recipient, learnerId, opportunityId, at }: Bringing,
): Promise<boolean> {
  const { set, code } = ticket
  if (ticket.holderId === learnerId) return false
  await lockClaims(tx, set.id, learnerId)
  if ((await claimOf(tx, set.id, learnerId)) !== undefined) return false
  const mayClaim =
    isOpen(ticket, at) && hasRoom(ticket) && (await isReservedFor(tx, deps, actor, set, recipient))
  if (!mayClaim) throw unusable('claimCode')
  if (set.opportunityId !== null && set.opportunityId !== opportunityId) {
    throw conflict('claimCode is for another activity, where nobody came with it yet.', 'claimCode')
  }
  // Of two who bring it in one transaction the second finds it used.
  code.claims += 1
  ticket.holderId = set.maxClaims === 1 ? learnerId : null
  return true
}

/** Notes what came of it. */
export async function noteBrought(
  tx: Transaction,
  { ticket: { set, code }, learnerId }: Bringing,
  got: { assertionId: string } | { checkInId: string },
  at: Date,
): Promise<void> {
  const row = { id: uuidv7(), setId: set.id, codeId: code.id, learnerId, createdAt: at }
  await insertClaim(tx, { ...row, assertionId: null, checkInId: null, ...got })
  if (set.reservedIndex !== null) await deleteReservation(tx, set.id)
  await noteClaimed(tx, { learnerId, issuerId: set.issuerId, at })
}

/** The same answer for a code that is none and one of another issuer. */
export function noTicket(typed: string): Problem {
  if (readCode(typed) !== undefined) return notFound('claim code', 'claimCode')
  return invalid({ field: 'claimCode', detail: 'claimCode is mistyped: check every letter.' })
}
