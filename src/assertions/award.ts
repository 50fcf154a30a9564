import { randomBytes, randomUUID } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { achievementOf, freezeVersion, type VersionRow } from '../badge-classes/index.ts'
import { identityHash, openBadgeCredential } from '../credentials/index.ts'
import type { Transaction } from '../db/index.ts'
import { type Actor, conflict, invalid, notFound } from '../http/index.ts'
import { type IssuerSigner, type IssuerSigning, issuerProfile } from '../issuers/index.ts'
import type { LearnerService, Recipient } from '../learners/index.ts'
import { type StatusReservations, statusListUrl } from '../status-lists/index.ts'
import type { Vault } from '../vault.ts'
import { refuseDisclosure } from './disclosure.ts'
import type { NewAssertion } from './schema.ts'
import { type AssertionRow, awardableById, insertAssertion } from './store.ts'
import { validity } from './validity.ts'

export type Awarding = {
  vault: Vault
  signing: IssuerSigning
  publicUrl: string
  now: () => Date
  learners: LearnerService
  reservations: StatusReservations
}

/** The assertion that an award stands in the place of, and why; both null for any other. */
export type Supersession = Pick<AssertionRow, 'supersedesId' | 'supersession'>

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
  supersession: Supersession = { supersedesId: null, supersession: null },
): Promise<AssertionRow> {
  const { vault, publicUrl, now } = deps
  const recipient = recipientOf(input)
  refuseDisclosure(input)
  const at = now()
  const { validFrom, validUntil } = validity(input, at)
  const { version, suspendable, signer } = await awardable(tx, deps, actor, input.badgeClassId)
  const { learnerId, email } = await deps.learners.recipientOf(
    tx,
    actor,
    signer.issuer.id,
    recipient,
  )
  // A credential carries one status entry only, so what can be suspended has that purpose.
  const purpose = suspendable ? 'suspension' : 'revocation'
  const place = await deps.reservations.next(signer.issuer, purpose)
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
      statusPurpose: purpose,
    },
    validFrom,
    validUntil: validUntil ?? undefined,
    ed25519Signature2020: signer.suites.includes('Ed25519Signature2020'),
  })
  const signed = await signer.sign(unsigned, at)
  const row = await insertAssertion(tx, {
    id: uuidv7(),
    publicId,
    issuerId: signer.issuer.id,
    badgeClassId: version.badgeClassId,
    badgeClassVersionId: version.id,
    learnerId,
    statusListId: place.statusListId,
    statusListIndex: place.index,
    issuerKeyId: signer.keyId,
    ...supersession,
    validFrom,
    validUntil,
    credential: JSON.stringify(signed),
    sealedNote: input.note === undefined ? null : vault.seal(input.note, 'assertion-note'),
    createdAt: at,
    updatedAt: at,
  })
  return { ...row, version: version.number, purpose }
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
  { signing, now }: Awarding,
  actor: Actor,
  badgeClassId: string,
): Promise<{ version: VersionRow; suspendable: boolean; signer: IssuerSigner }> {
  const found = await awardableById(tx, badgeClassId)
  if (found === undefined || (actor.issuerId !== null && actor.issuerId !== found.issuer.id)) {
    throw notFound('badge class', 'badgeClassId')
  }
  const { archivedAt, suspendable, version, issuer, key } = found
  if (archivedAt !== null) {
    throw conflict('This badge class is archived and cannot be awarded.', 'badgeClassId')
  }
  if (issuer.archivedAt !== null) {
    throw conflict('The issuer of this badge class is archived and awards no more.', 'badgeClassId')
  }
  return {
    version: version.awardedAt === null ? await freezeVersion(tx, version.id, now()) : version,
    suspendable,
    signer: await signing.signer(issuer, key),
  }
}
