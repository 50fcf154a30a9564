import type { AssertionService, AssertionSummary } from '../assertions/index.ts'
import type { Transaction } from '../db/index.ts'
import type { Actor } from '../http/index.ts'
import type { Identifier, Recipient } from '../learners/index.ts'
import { PLATFORM } from './platform.ts'
import type { Claim } from './schema.ts'
import type { ClaimRow, SetRow } from './store.ts'

/** That somebody came, with the badges of the activity. */
export type Came = NonNullable<Claim['checkIn']> & { assertions: Claim['assertions'] }

export type GettingDeps = {
  assertions: AssertionService
  /** Checks somebody in; composed at the root, for checking in asks for claims too. */
  checkIns: {
    checkIn(
      tx: Transaction,
      actor: Actor,
      opportunityId: string,
      who: { identifier: Identifier } | { learnerId: string },
    ): Promise<Came>
    get(actor: Actor, opportunityId: string, id: string): Promise<Came>
  }
}

type Shown = Pick<Claim, 'assertion' | 'checkIn' | 'assertions'>

/** Gives a learner what a code is for: the award, or the check-in with its awards. */
export async function get(
  tx: Transaction,
  { assertions, checkIns }: GettingDeps,
  claim: { actor: Actor; set: SetRow; recipient: Recipient; learnerId: string },
): Promise<{ kept: Pick<ClaimRow, 'assertionId' | 'checkInId'>; shown: Shown }> {
  const { actor, set, recipient, learnerId } = claim
  if (set.opportunityId !== null) {
    const who = 'recipient' in recipient ? { identifier: recipient.recipient } : { learnerId }
    const came = await checkIns.checkIn(tx, actor, set.opportunityId, who)
    return { kept: { assertionId: null, checkInId: came.id }, shown: ofCheckIn(came) }
  }
  const badgeClassId = set.badgeClassId as string
  const { resource } = await assertions.create(
    tx,
    actor,
    'recipient' in recipient
      ? { badgeClassId, recipient: recipient.recipient }
      : { badgeClassId, learnerId },
  )
  return { kept: { assertionId: resource.id, checkInId: null }, shown: ofAward(resource) }
}

/** What came of an earlier claim, as it is now. */
export async function gotBefore(
  { assertions, checkIns }: GettingDeps,
  { opportunityId }: SetRow,
  { assertionId, checkInId }: ClaimRow,
): Promise<Shown> {
  if (assertionId !== null) {
    return ofAward((await assertions.get(PLATFORM, assertionId)).resource)
  }
  // Of two check-ins of learners who were merged, one is no more.
  if (opportunityId === null || checkInId === null) {
    return { assertion: null, checkIn: null, assertions: [] }
  }
  return ofCheckIn(await checkIns.get(PLATFORM, opportunityId, checkInId))
}

function ofAward(assertion: AssertionSummary): Shown {
  const { id, badgeClassId, credentialUrl } = assertion
  return { assertion, checkIn: null, assertions: [{ id, badgeClassId, credentialUrl }] }
}

function ofCheckIn({ id, opportunityId, occurrence, at, assertions }: Came): Shown {
  return { assertion: null, checkIn: { id, opportunityId, occurrence, at }, assertions }
}
