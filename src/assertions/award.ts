import { randomBytes, randomUUID } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import {
  achievementOf,
  type Current,
  currentById,
  freezeVersion,
  type VersionRow,
} from '../badge-classes/index.ts'
import { identityHash, openBadgeCredential, signCredential } from '../credentials/index.ts'
import type { Transaction } from '../db/index.ts'
import { type Actor, conflict, invalid, notFound } from '../http/index.ts'
import { type IssuerSigner, issuerProfile, issuerSigner } from '../issuers/index.ts'
import type { LearnerService, Recipient } from '../learners/index.ts'
import { type StatusReservations, statusListUrl } from '../status-lists/index.ts'
import type { Vault } from '../vault.ts'
import type { NewAssertion } from './schema.ts'
import { type AssertionRow, insertAssertion } from './store.ts'
import { validity } from './validity.ts'

export type Awarding = {
  vault: Vault
  publicUrl: string
  now: () => Date
  learners: LearnerService
  reservations: StatusReservations
}

/** The public URL of a credential, which is also its id. */
export function credentialUrl(publicUrl: string, publicId: string): string {
  return `${publicUrl}/credentials/${publicId}`
}

/**
 * Awards a badge class: decides everything (learner, id, status place, times), signs, and stores
 * the signed document with its row, all in the given transaction.
 *
 * @throws Problem naming the field when the request cannot be met
 */
export async function award(
  tx: Transaction,
  deps: Awarding,
  actor: Actor,
  input: NewAssertion,
): Promise<AssertionRow> {
  const { vault, publicUrl, now } = deps
  const recipient = recipientOf(input)
  const at = now()
  const { validFrom, validUntil } = validity(input, at)
  const { badgeClass, version, signer } = await awardable(tx, deps, actor, input.badgeClassId)
  const { learnerId, email } = await deps.learners.recipientOf(
    tx,
    actor,
    badgeClass.issuerId,
    recipient,
  )
  const place = await deps.reservations.next(badgeClass.issuerId, 'revocation')
  const publicId = randomBytes(16).toString('base64url')
  const salt = randomBytes(16).toString('hex')
  const unsigned = openBadgeCredential({
    id: credentialUrl(publicUrl, publicId),
    issuer: issuerProfile(signer.issuer),
    recipient: {
      id: `urn:uuid:${randomUUID()}`,
      email: email === null ? undefined : { identityHash: identityHash(email, salt), salt },
    },
    achievement: achievementOf(version, publicUrl),
    narrative: input.narrative,
    evidence: input.evidence,
    status: {
      statusListCredential: statusListUrl(publicUrl, place.statusListId),
      statusListIndex: place.index,
      statusPurpose: 'revocation',
    },
    validFrom,
    validUntil: validUntil ?? undefined,
    ed25519Signature2020: signer.suites.includes('Ed25519Signature2020'),
  })
  const signed = await signCredential(unsigned, {
    key: signer.key,
    suites: signer.suites,
    created: at,
  })
  const row = await insertAssertion(tx, {
    id: uuidv7(),
    publicId,
    issuerId: badgeClass.issuerId,
    badgeClassId: badgeClass.id,
    badgeClassVersionId: version.id,
    learnerId,
    statusListId: place.statusListId,
    statusListIndex: place.index,
    validFrom,
    validUntil,
    credential: JSON.stringify(signed),
    sealedNote: input.note === undefined ? null : vault.seal(input.note, 'assertion-note'),
    createdAt: at,
    updatedAt: at,
  })
  return { ...row, version: version.number }
}

function recipientOf({ recipient, learnerId }: NewAssertion): Recipient {
  if (recipient !== undefined && learnerId === undefined) return { recipient }
  if (learnerId !== undefined && recipient === undefined) return { learnerId }
  throw invalid({
    field: 'recipient',
    detail: 'recipient or learnerId is required, and not both.',
  })
}

/** The badge class in its current version, frozen from now on, and the signer of its issuer. */
async function awardable(
  tx: Transaction,
  { vault, now }: Awarding,
  actor: Actor,
  badgeClassId: string,
): Promise<{ badgeClass: Current['badgeClass']; version: VersionRow; signer: IssuerSigner }> {
  const current = await currentById(tx, badgeClassId)
  const visible =
    current !== undefined &&
    (actor.issuerId === null || actor.issuerId === current.badgeClass.issuerId)
  if (!visible) throw notFound('badge class', 'badgeClassId')
  const { badgeClass, version } = current
  if (badgeClass.archivedAt !== null) {
    throw conflict('This badge class is archived and cannot be awarded.', 'badgeClassId')
  }
  const signer = await issuerSigner(tx, vault, badgeClass.issuerId)
  if (signer === undefined) throw notFound('badge class', 'badgeClassId')
  if (signer.issuer.archivedAt !== null) {
    throw conflict('The issuer of this badge class is archived and awards no more.', 'badgeClassId')
  }
  return {
    badgeClass,
    version: version.awardedAt === null ? await freezeVersion(tx, version.id, now()) : version,
    signer,
  }
}
