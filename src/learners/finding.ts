import { uuidv7 } from 'uuidv7'
import type { Queries } from '../db/index.ts'
import { conflict } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { dealingsByIdentifier, noteDealing } from './dealing-store.ts'
import {
  deleteIdentifiers,
  type IdentifierRow,
  identifiersByIndex,
  insertIdentifiers,
  lockIdentifiers,
} from './identifier-store.ts'
import { blindIndex, type Identifier, sealIdentifier } from './identifiers.ts'
import { newLearnerId } from './learner-id.ts'
import { deleteLearner, insertLearner, noteOnLearner, standingOf } from './store.ts'

/** A learner that was found or made, and the rows of the identifiers asked for, in their order. */
export type Found = { learnerId: string; identifierIds: string[]; isNew: boolean }

type Wanted = { identifier: Identifier; index: Buffer }

/**
 * Finds the learner behind identifiers, or makes one. Identifiers that nobody has yet are added.
 *
 * An issuer that deals with a learner under an identifier keeps meeting that learner under it.
 * Whether anybody else knows the learner, or that two identifiers are one learner's, makes no
 * difference that the issuer could see.
 *
 * @param options.identifiers - normalised
 * @param options.issuerId - on whose behalf; null for the platform, which sees every learner
 * @throws Problem 409 when the caller's own records say that the identifiers are two learners'
 */
export async function findOrMakeLearner(
  db: Queries,
  options: {
    vault: Vault
    at: Date
    identifiers: Identifier[]
    displayName: string | null
    issuerId: string | null
  },
): Promise<Found> {
  const { vault, at, issuerId, displayName } = options
  const wanted = options.identifiers.map((identifier) => ({
    identifier,
    index: blindIndex(vault, identifier),
  }))
  const indexes = wanted.map(({ index }) => index)
  let known = await identifiersByIndex(db, indexes)
  if (known.length < wanted.length) {
    await lockIdentifiers(db, indexes)
    known = await identifiersByIndex(db, indexes)
  }
  const existing =
    issuerId === null
      ? learnerOfPlatform(wanted, known)
      : await learnerOfIssuer(db, issuerId, wanted, known)
  const learnerId = existing ?? newLearnerId()
  const sealedDisplayName = displayName === null ? null : vault.seal(displayName, 'display-name')
  if (existing === undefined) {
    // An issuer's name for a learner is that issuer's own; see `noteDealing`.
    const ownName = issuerId === null ? sealedDisplayName : null
    const times = { createdAt: at, updatedAt: at }
    const made = { id: learnerId, originIssuerId: issuerId, sealedDisplayName: ownName, ...times }
    await insertLearner(db, made)
  }
  const unknown = wanted.filter(({ index }) => !known.some((row) => row.blindIndex.equals(index)))
  const owner =
    existing === undefined || unknown.length === 0
      ? learnerId
      : await ownerOfClaims(db, existing, issuerId, at)
  const added = unknown.map(({ identifier, index }) => ({
    id: uuidv7(),
    learnerId: owner,
    type: identifier.type,
    blindIndex: index,
    sealed: sealIdentifier(vault, identifier),
    createdAt: at,
  }))
  if (added.length > 0 && !(await insertIdentifiers(db, added))) {
    // An award made a learner with one of them, which takes none of the locks above.
    await deleteIdentifiers(
      db,
      added.map(({ id }) => id),
    )
    if (owner !== existing) await deleteLearner(db, owner)
    return findOrMakeLearner(db, options)
  }
  if (existing !== undefined) {
    await noteOnLearner(db, existing, {
      grown: added.length > 0 && owner === existing,
      sealedDisplayName: issuerId === null ? sealedDisplayName : null,
      at,
    })
  }
  const rows = [...known, ...added]
  const identifierIds = wanted.flatMap(({ index }) =>
    rows.filter((row) => row.blindIndex.equals(index)).map(({ id }) => id),
  )
  if (issuerId !== null) {
    await noteDealing(db, { issuerId, learnerId, identifierIds, sealedDisplayName, at })
  }
  return { learnerId, identifierIds, isNew: existing === undefined }
}

function learnerOfPlatform(wanted: Wanted[], known: IdentifierRow[]): string | undefined {
  const [first] = known
  if (first === undefined) return undefined
  const other = known.find((row) => row.learnerId !== first.learnerId)
  if (other !== undefined) throw twoLearners(wanted, other)
  return first.learnerId
}

async function learnerOfIssuer(
  db: Queries,
  issuerId: string,
  wanted: Wanted[],
  known: IdentifierRow[],
): Promise<string | undefined> {
  if (known.length === 0) return undefined
  const ids = known.map(({ id }) => id)
  const dealings = await dealingsByIdentifier(db, issuerId, ids)
  const owners = known.map((row) => ({
    row,
    learnerId: dealings.find(({ identifierIds }) => identifierIds.includes(row.id))?.learnerId,
  }))
  const [own] = owners.filter(({ learnerId }) => learnerId !== undefined)
  const other = owners.find(
    ({ learnerId }) => learnerId !== undefined && learnerId !== own?.learnerId,
  )
  if (other !== undefined) throw twoLearners(wanted, other.row)
  const first = wanted
    .map(({ index }) => known.find((row) => row.blindIndex.equals(index)))
    .find((row) => row !== undefined)
  if (own?.learnerId !== undefined || first === undefined) return own?.learnerId
  // The issuer meets this learner under other identifiers. That they are one and the same is known
  // to others only, so to this issuer the identifier is as new as any.
  const standing = await standingOf(db, first.learnerId, issuerId)
  return standing?.dealtWith === true ? undefined : first.learnerId
}

/**
 * Who gets identifiers that nobody has yet, when a caller claims them for a learner that is there
 * already. The platform may say so, and the issuer on whose word the learner was made; the claim
 * of any other issuer counts in its own dealings only, and the identifiers get a learner of their
 * own, so that nobody else's awards go astray.
 */
async function ownerOfClaims(
  db: Queries,
  learnerId: string,
  issuerId: string | null,
  at: Date,
): Promise<string> {
  if (issuerId === null) return learnerId
  const standing = await standingOf(db, learnerId, issuerId)
  if (standing?.originIssuerId === issuerId) return learnerId
  const id = newLearnerId()
  await insertLearner(db, { id, originIssuerId: issuerId, createdAt: at, updatedAt: at })
  return id
}

function twoLearners(wanted: Wanted[], row: IdentifierRow) {
  const position = wanted.findIndex(({ index }) => index.equals(row.blindIndex))
  const field = `identifiers[${position}]`
  return conflict(`${field} belongs to another learner than the other identifiers.`, field)
}
