import { uuidv7 } from 'uuidv7'
import type { Queries, Transaction } from '../db/index.ts'
import type { Vault } from '../vault.ts'
import { findMet, type Meeting, type Met, meetOrMake, noteAcquaintances } from './award-store.ts'
import { noteDealing } from './dealing-store.ts'
import { findOrMakeLearner } from './finding.ts'
import { blindIndex, type Identifier, sealIdentifier } from './identifiers.ts'
import { newLearnerId } from './learner-id.ts'

/** Whom an award goes to: an identifier, or a learner that the caller already knows. */
export type Recipient = { recipient: Identifier } | { learnerId: string }

/** An award's learner to be settled. */
export type Wanted = {
  /** The identifier normalised, or a learner that was found to be there. */
  recipient: Recipient
  /** The issuer that awards. */
  issuerId: string
  /** The issuer that the calling key is bound to; null for the platform. */
  actorIssuerId: string | null
}

/**
 * The learners of a set of awards, found or made, with the dealings of the issuers noted. Awards to
 * those whom their issuers have met under the identifier, to those who are new to them, and to those
 * who are new to all, are settled by one statement, however many there are; the others one by one,
 * as `findOrMakeLearner` has it.
 *
 * @returns each award's learner, in their order
 */
export async function learnersToAward(
  tx: Transaction,
  { vault, at }: { vault: Vault; at: Date },
  wanted: readonly Wanted[],
): Promise<Met[]> {
  const settled = await settle(tx, { vault, at }, wanted)
  const acquaintances = wanted.flatMap(({ recipient, issuerId }) =>
    'learnerId' in recipient ? [{ learnerId: recipient.learnerId, issuerId }] : [],
  )
  if (acquaintances.length > 0) await noteAcquaintances(tx, acquaintances, at)
  return wanted.map(({ recipient, ...by }) =>
    'learnerId' in recipient
      ? { learnerId: recipient.learnerId, isNew: false }
      : (settled.get(nameOf(recipient.recipient, by)) as Met),
  )
}

type By = Omit<Wanted, 'recipient'>

/** Awards of one name are to one learner. */
function nameOf({ type, value, authority }: Identifier, { issuerId, actorIssuerId }: By): string {
  return JSON.stringify([type, value, authority, issuerId, actorIssuerId])
}

/** The learner of each name. */
async function settle(
  tx: Transaction,
  { vault, at }: { vault: Vault; at: Date },
  wanted: readonly Wanted[],
): Promise<Map<string, Met>> {
  const byName = new Map<string, { identifier: Identifier; by: By; meeting: Meeting }>()
  for (const { recipient, ...by } of wanted) {
    if ('learnerId' in recipient) continue
    const identifier = recipient.recipient
    const name = nameOf(identifier, by)
    if (!byName.has(name)) {
      byName.set(name, { identifier, by, meeting: meetingOf(vault, identifier, by) })
    }
  }
  const settled = new Map<string, Met>()
  if (byName.size === 0) return settled
  const entries = [...byName].sort(([, one], [, other]) =>
    Buffer.compare(one.meeting.blindIndex, other.meeting.blindIndex),
  )
  const met = await meetOrMake(
    tx,
    entries.map(([, { meeting }]) => meeting),
    at,
  )
  for (const [position, [name, { identifier, by }]] of entries.entries()) {
    settled.set(name, met[position] ?? (await ofKnownIdentifier(tx, { vault, at }, identifier, by)))
  }
  return settled
}

function meetingOf(vault: Vault, identifier: Identifier, by: By): Meeting {
  return {
    blindIndex: blindIndex(vault, identifier),
    issuerId: by.issuerId,
    originIssuerId: by.actorIssuerId,
    learnerId: newLearnerId(),
    identifierId: uuidv7(),
    type: identifier.type,
    sealed: sealIdentifier(vault, identifier),
  }
}

async function ofKnownIdentifier(
  tx: Transaction,
  { vault, at }: { vault: Vault; at: Date },
  identifier: Identifier,
  { issuerId, actorIssuerId }: By,
): Promise<Met> {
  const { learnerId, identifierIds } = await findOrMakeLearner(tx, {
    vault,
    at,
    identifiers: [identifier],
    displayName: null,
    issuerId: actorIssuerId,
  })
  if (actorIssuerId === null) {
    await noteDealing(tx, { issuerId, learnerId, identifierIds, sealedDisplayName: null, at })
  }
  return { learnerId, isNew: false }
}

/**
 * The learners whom a set of awards would go to; nothing is written.
 *
 * @returns the id of each award's learner, in their order; undefined for one who is new to the caller
 */
export async function learnersIfAwarded(
  db: Queries,
  vault: Vault,
  wanted: readonly Wanted[],
): Promise<(string | undefined)[]> {
  const sought = wanted.flatMap(({ recipient, actorIssuerId }) =>
    'learnerId' in recipient
      ? []
      : [{ blindIndex: blindIndex(vault, recipient.recipient), issuerId: actorIssuerId }],
  )
  const found = (sought.length === 0 ? [] : await findMet(db, sought)).values()
  return wanted.map(({ recipient }) =>
    'learnerId' in recipient ? recipient.learnerId : found.next().value,
  )
}
