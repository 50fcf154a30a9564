import { uuidv7 } from 'uuidv7'
import type { Transaction } from '../db/index.ts'
import { type Actor, invalid, notFound, Problem, rfc3339 } from '../http/index.ts'
import {
  checkedIdentifier,
  type Identifier,
  type LearnerService,
  noteClaimed,
  type Recipient,
} from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { readCode } from './code.ts'
import { type GettingDeps, get, gotBefore } from './getting.ts'
import { deleteReservation, reservation } from './reservations.ts'
import type { Claim, NewClaim } from './schema.ts'
import {
  type ClaimRow,
  type CodeRow,
  claimOf,
  insertClaim,
  lockClaims,
  lockCode,
  type SetRow,
} from './store.ts'
import { cardRulesOfSubject } from './subject.ts'

export type ClaimingDeps = GettingDeps & {
  vault: Vault
  now: () => Date
  learners: LearnerService
}

/** Who asks: a caller of the API, or with null anybody on the page. */
export type Asking = Pick<Actor, 'id' | 'issuerId' | 'learnerId'> | null

/** A learner's claim, and whether it is a new one. */
export type Claimed = { claim: Claim; isNew: boolean }

/**
 * Claims a badge with a code. Whoever claims with the same code at the same time waits; of a set of
 * codes a learner claims once, with whichever of them.
 *
 * @throws Problem 404, always the same, when the code cannot be used: a stranger learns nothing of
 *   whether there is such a code
 */
export async function claim(
  tx: Transaction,
  deps: ClaimingDeps,
  asking: Asking,
  input: NewClaim,
): Promise<Claimed> {
  const { vault, now, learners } = deps
  const named = claimant(asking, input)
  const found = await lockCode(tx, hashOfTyped(vault, input.code))
  if (found === undefined || !concerns(asking, found.set)) throw unusable()
  const { set, code } = found
  const at = now()
  if (!isOpen(found, at)) throw unusable()
  const recipient = await checkedRecipient(tx, set, named)
  if (!(await isReservedFor(tx, deps, asking, set, recipient))) throw unusable()
  const issuerId = asking?.issuerId ?? null
  if ('learnerId' in recipient) {
    const [known] = await learners.areKnown(tx, [{ learnerId: recipient.learnerId, issuerId }])
    if (known !== true) throw notFound('learner', 'learnerId')
  }
  const [met] = await learners.toAward(tx, [
    { recipient, issuerId: set.issuerId, actorIssuerId: issuerId },
  ])
  const learnerId = met?.learnerId as string
  await lockClaims(tx, set.id, learnerId)
  const before = await claimOf(tx, set.id, learnerId)
  if (before !== undefined)
    return {
      claim: { ...claimOfRow(before, learnerId), ...(await gotBefore(deps, set, before)) },
      isNew: false,
    }
  if (!hasRoom(found)) throw unusable()
  const actor: Actor = {
    id: asking?.id ?? set.actorId,
    scopes: new Set(),
    issuerId,
    placeId: null,
    learnerId: null,
  }
  const got = await get(tx, deps, { actor, set, recipient, learnerId })
  const row = {
    id: uuidv7(),
    setId: set.id,
    codeId: code.id,
    learnerId,
    ...got.kept,
    createdAt: at,
  }
  await insertClaim(tx, row)
  if (set.reservedIndex !== null) await deleteReservation(tx, set.id)
  await noteClaimed(tx, { learnerId, issuerId: set.issuerId, at })
  return { claim: { ...claimOfRow(row, learnerId), ...got.shown }, isNew: true }
}

/** @throws Problem 400 for a mistyped code, which says nothing of any that there is */
export function hashOfTyped(vault: Vault, typed: string): Buffer {
  const code = readCode(typed)
  if (code === undefined) {
    throw invalid({ field: 'code', detail: 'code is mistyped: check every letter.' })
  }
  return codeHash(vault, code)
}

/** The keyed hash that a code is found by. */
export function codeHash(vault: Vault, code: string): Buffer {
  return vault.keyedHash('claim-code', code)
}

export type Found = { set: SetRow; code: CodeRow }

/** Whether anybody may claim with a code at this time, or has: what is left of it is another matter. */
export function isOpen({ set, code }: Found, at: Date): boolean {
  return (
    code.revokedAt === null &&
    (set.validFrom === null || set.validFrom <= at) &&
    (set.validUntil === null || set.validUntil > at)
  )
}

/** Whether somebody new can claim with it. */
export function hasRoom({ set, code }: Found): boolean {
  return set.maxClaims === null || code.claims < set.maxClaims
}

/** One answer for every code that cannot be used. */
export function unusable(field = 'code'): Problem {
  const detail = 'There is no claim code like this that can be used.'
  return new Problem('not-found', detail, { errors: [{ field, detail }] })
}

function concerns(asking: Asking, { issuerId }: SetRow): boolean {
  return asking === null || asking.issuerId === null || asking.issuerId === issuerId
}

/** @throws Problem 400 when nobody is named, or two are */
function claimant(asking: Asking, { identifier, learnerId }: NewClaim): Recipient {
  const own = asking?.learnerId ?? null
  if (own !== null) {
    if (identifier !== undefined || (learnerId !== undefined && learnerId !== own)) {
      throw notFound('learner', identifier === undefined ? 'learnerId' : 'identifier')
    }
    return { learnerId: own }
  }
  if ((identifier === undefined) === (learnerId === undefined)) {
    const detail = 'identifier or learnerId is required, and not both.'
    throw invalid({ field: 'identifier', detail })
  }
  return learnerId !== undefined ? { learnerId } : { recipient: identifier as Identifier }
}

/** @throws Problem 400 when the identifier is none, where the code is used */
async function checkedRecipient(
  tx: Transaction,
  set: SetRow,
  named: Recipient,
): Promise<Recipient> {
  if ('learnerId' in named) return named
  const rules = await cardRulesOfSubject(tx, set)
  return { recipient: checkedIdentifier(named.recipient, 'identifier', rules) }
}

/** Whether codes are for this person, or for anybody. */
export async function isReservedFor(
  tx: Transaction,
  { vault, learners }: Pick<ClaimingDeps, 'vault' | 'learners'>,
  asking: Asking,
  { reservedIndex }: SetRow,
  recipient: Recipient,
): Promise<boolean> {
  if (reservedIndex === null) return true
  const asked = { issuerId: asking?.issuerId ?? null }
  const [theirs = []] =
    'recipient' in recipient
      ? [[recipient.recipient]]
      : await learners.identifiersOfEach(tx, [{ ...asked, learnerId: recipient.learnerId }])
  return theirs.some((one) => reservation(vault, one).equals(reservedIndex))
}

function claimOfRow({ id, createdAt }: ClaimRow, learnerId: string) {
  return { id, learnerId, createdAt: rfc3339(createdAt) }
}
