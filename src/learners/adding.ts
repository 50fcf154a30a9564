import { uuidv7 } from 'uuidv7'
import type { Transaction } from '../db/index.ts'
import { conflict } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { findOrMakeLearner } from './finding.ts'
import {
  identifiersByIndex,
  identifiersOfDealings,
  insertIdentifiers,
  lockIdentifiers,
} from './identifier-store.ts'
import { blindIndex, type Identifier, openIdentifier, sealIdentifier } from './identifiers.ts'
import { noteOnLearner } from './store.ts'

/** An identifier that was added, or was there. */
export type Added = { identifierId: string; isNew: boolean }

type Adding = {
  vault: Vault
  at: Date
  learnerId: string
  /** Normalised. */
  identifier: Identifier
}

/**
 * Adds an identifier to a learner, on the word of the platform.
 * @throws Problem 409 when it is another learner's
 */
export async function addForPlatform(tx: Transaction, adding: Adding): Promise<Added> {
  const { vault, at, learnerId, identifier } = adding
  const index = blindIndex(vault, identifier)
  await lockIdentifiers(tx, [index])
  const [there] = await identifiersByIndex(tx, [index])
  if (there !== undefined) {
    if (there.learnerId !== learnerId) throw anothers()
    return { identifierId: there.id, isNew: false }
  }
  const row = {
    id: uuidv7(),
    learnerId,
    type: identifier.type,
    blindIndex: index,
    sealed: sealIdentifier(vault, identifier),
    createdAt: at,
  }
  // An award may just have made a learner with it, which takes none of the lock above.
  if (!(await insertIdentifiers(tx, [row]))) throw anothers()
  await noteOnLearner(tx, learnerId, { grown: true, sealedDisplayName: null, at })
  return { identifierId: row.id, isNew: true }
}

/**
 * Adds an identifier to what an issuer knows a learner by; see `findOrMakeLearner` for what that
 * means to others. The answer is the same whether anybody else knows it or not.
 *
 * @throws Problem 409 when the issuer knows another learner by it
 */
export async function addForIssuer(
  tx: Transaction,
  adding: Adding & { issuerId: string },
): Promise<Added> {
  const { vault, at, learnerId, identifier, issuerId } = adding
  const own = await identifiersOfDealings(tx, issuerId, [learnerId])
  if (own.length === 0) throw conflict('You know this learner by no identifier that it could join.')
  const identifiers = [...own.map(({ sealed }) => openIdentifier(vault, sealed)), identifier]
  const found = await findOrMakeLearner(tx, {
    vault,
    at,
    identifiers,
    displayName: null,
    issuerId,
  })
  if (found.learnerId !== learnerId) throw anothers()
  return { identifierId: found.identifierIds.at(-1) as string, isNew: true }
}

function anothers() {
  return conflict('identifier is what another learner is known by.', 'identifier')
}
