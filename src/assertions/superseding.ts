import { type Expiry, endOf, renewalWindow } from '../badge-classes/index.ts'
import type { Transaction } from '../db/index.ts'
import { type Actor, conflict, notFound, rfc3339 } from '../http/index.ts'
import type { Identifier } from '../learners/index.ts'
import { askForMovesBy } from '../pathway-moves/index.ts'
import { award } from './award.ts'
import type { NewAssertion } from './award-schema.ts'
import { type Awarding, credentialUrl } from './awarding.ts'
import { readCredential } from './credential.ts'
import { publishedTexts, refuseDisclosure } from './disclosure.ts'
import type { Supersession } from './order.ts'
import { kept, visible } from './resource.ts'
import { changeStatus } from './status.ts'
import { badgeClassOf, type KeptRow, lockAssertion, updateAssertion } from './store.ts'
import type { Correction, Renewal } from './superseding-schema.ts'

/** What a new award says otherwise than the one in whose place it stands; null says nothing. */
type Changes = Omit<Correction, 'reason'>

/**
 * Awards again in the place of an assertion. What the changes leave out is taken from it: learner,
 * narrative, evidence, results, times, note.
 *
 * @param supersession.earlier - locked by the transaction, and neither revoked nor superseded. Its
 *   own status is not changed here; that comes after the award, see `changeStatus`
 */
function awardAgain(
  tx: Transaction,
  deps: Awarding,
  actor: Actor,
  supersession: Supersession,
  changes: Changes,
): Promise<KeptRow> {
  const { earlier } = supersession
  const said = readCredential(earlier.credential)
  const note =
    earlier.sealedNote === null
      ? undefined
      : deps.vault.open(earlier.sealedNote, 'assertion-note').toString()
  const { recipient, learnerId } = changes
  const whom = recipient === undefined && learnerId === undefined
  const before = {
    narrative: said.narrative,
    evidence: said.evidence,
    results: said.results,
    validFrom: rfc3339(earlier.validFrom),
    note,
  }
  const { validUntil = earlier.validUntil && rfc3339(earlier.validUntil), ...rest } = changes
  const merged = Object.entries({
    ...before,
    ...(whom && { learnerId: earlier.learnerId }),
    ...rest,
  }).filter(([, value]) => value !== undefined && value !== null)
  const input = { ...Object.fromEntries(merged), badgeClassId: earlier.badgeClassId, validUntil }
  return award(tx, deps, actor, input as NewAssertion, supersession)
}

/**
 * Awards again what was awarded wrongly, and revokes the wrong one with a reason that leads to the
 * new one; to nobody else's, if the recipient was wrong.
 *
 * @returns the new assertion
 * @throws Problem 409 when it is revoked, suspended or superseded
 */
export async function correct(
  tx: Transaction,
  deps: Awarding,
  actor: Actor,
  id: string,
  { reason, ...changes }: Correction,
): Promise<KeptRow> {
  const earlier = kept(visible(actor, await lockAssertion(tx, id)))
  refuseOutOfUse(earlier, 'corrected')
  const learnerIds = [
    earlier.learnerId,
    ...(changes.learnerId === undefined ? [] : [changes.learnerId]),
  ]
  const known = await deps.learners.identifiersOf(tx, actor, learnerIds)
  const named = changes.recipient === undefined ? known : [...known, changes.recipient]
  refuseDisclosure(named, [['reason', reason], ...publishedTexts(changes)])
  const { isArchived } = await badgeClassOf(tx, earlier.badgeClassId)
  // What is awarded no more can still be put right, as the text that was awarded.
  const versionId = isArchived ? earlier.badgeClassVersionId : undefined
  const row = await awardAgain(tx, deps, actor, { kind: 'correction', earlier, versionId }, changes)
  const sentence = /[.!?…]$/.test(reason) ? reason : `${reason}.`
  const url = credentialUrl(deps.publicUrl, row.publicId)
  const told = `Corrected: ${sentence}${row.learnerId === earlier.learnerId ? ` See ${url}` : ''}`
  const revoked = await changeStatus(tx, deps, actor, earlier, 'revoked', told)
  const stamp = { updatedAt: deps.now(), revision: earlier.revision + 1 }
  await updateAssertion(tx, id, { ...revoked, ...stamp })
  await askForMovesBy(tx, [id])
  return row
}

/**
 * Awards again what is about to end or has just ended, from now on and for another period. The
 * earlier one is left to its end.
 *
 * @returns the new assertion
 * @throws Problem 409 when the badge class does not renew, at this time or at all, or the
 *   assertion is revoked, suspended or superseded
 */
export async function renew(
  tx: Transaction,
  deps: Awarding,
  actor: Actor,
  id: string,
  changes: Renewal,
): Promise<KeptRow> {
  const earlier = kept(visible(actor, await lockAssertion(tx, id)))
  refuseOutOfUse(earlier, 'renewed')
  const at = deps.now()
  const { expiry } = await badgeClassOf(tx, earlier.badgeClassId)
  const validUntil = renewedUntil(earlier.validUntil, expiry, at)
  const known = await deps.learners.identifiersOf(tx, actor, [earlier.learnerId])
  refuseDisclosure(known, publishedTexts(changes))
  return awardAgain(
    tx,
    deps,
    actor,
    { kind: 'renewal', earlier },
    { ...changes, validFrom: rfc3339(at), validUntil: rfc3339(validUntil) },
  )
}

/**
 * Awards again what a learner wants under another identifier of theirs, in the version that was
 * awarded, and revokes the earlier one for a reason that leads nowhere: whoever has the old address
 * need not find the new one.
 *
 * @param to.learnerId - whose it has to be
 * @param to.recipient - of the same learner, and proven where it is published
 * @returns the new assertion
 * @throws Problem 404 when it is another learner's, 409 when it is revoked, suspended or superseded,
 *   or its issuer knows somebody else by this identifier
 */
export async function readdress(
  tx: Transaction,
  deps: Awarding,
  actor: Actor,
  id: string,
  { learnerId, recipient }: { learnerId: string; recipient: Identifier },
): Promise<KeptRow> {
  const earlier = kept(visible(actor, await lockAssertion(tx, id)))
  if (earlier.learnerId !== learnerId) throw notFound('assertion')
  refuseOutOfUse(earlier, 'issued again')
  const supersession: Supersession = {
    kind: 'reissue',
    earlier,
    versionId: earlier.badgeClassVersionId,
  }
  // The learner does not award, but decides under what name.
  const row = await awardAgain(tx, deps, { ...actor, learnerId: null }, supersession, { recipient })
  if (row.learnerId !== earlier.learnerId) {
    throw conflict('The issuer knows somebody else by this identifier.', 'identifierId')
  }
  const told = 'Issued again for another identifier of its learner.'
  const revoked = await changeStatus(tx, deps, actor, earlier, 'revoked', told)
  const stamp = { updatedAt: deps.now(), revision: earlier.revision + 1 }
  await updateAssertion(tx, id, { ...revoked, ...stamp })
  await askForMovesBy(tx, [id])
  return row
}

/** @throws Problem 409 with the sentence that says why it cannot be renewed now */
function renewedUntil(end: Date | null, expiry: Expiry | null, at: Date): Date {
  if (end === null) throw conflict('It has no end, so there is nothing to renew.')
  const window = expiry && renewalWindow(end, expiry)
  if (expiry === null || window === null) {
    throw conflict('It cannot be renewed: the expiry policy of its badge class has no renewal.')
  }
  const { from, until } = window
  if (at < from) throw conflict(`It cannot be renewed before ${rfc3339(from)}.`)
  if (at > until) throw conflict(`It could be renewed until ${rfc3339(until)}, and no longer.`)
  return endOf(at < end ? end : at, expiry)
}

function refuseOutOfUse(row: KeptRow, done: string): void {
  if (row.revokedAt !== null) throw conflict(`It is revoked and cannot be ${done}.`)
  if (row.supersededById !== null) {
    throw conflict(`It cannot be ${done}: another assertion stands in its place already.`)
  }
  if (row.suspendedAt !== null) {
    throw conflict(`It is suspended; reinstate it before it is ${done}.`)
  }
}
