import { createHash } from 'node:crypto'
import {
  type AchievementInput,
  achievementObject,
  type ImageInput,
  imageObject,
} from './achievement-document.ts'
import { CREDENTIALS_V2, ED25519_2020, OPEN_BADGES_V3 } from './contexts.ts'
import { type JsonObject, withoutEmpty } from './json.ts'
import { type ProfileInput, profileObject } from './profile-document.ts'
import type { ResultStatus } from './shape/index.ts'
import { documentTime } from './times.ts'

/** Something that shows that the achievement was reached (Open Badges 3.0, Evidence). */
export type EvidenceInput = {
  /** An absolute URL. */
  id?: string | undefined
  name?: string | undefined
  /** Markdown. */
  narrative?: string | undefined
  description?: string | undefined
  genre?: string | undefined
  audience?: string | undefined
}

/** What a learner reached, of what the achievement describes (Open Badges 3.0, Result). */
export type ResultInput = {
  /** The id of a ResultDescription of the achievement. */
  resultDescription: string
  value?: string | undefined
  status?: ResultStatus | undefined
}

/** The one place in one status list that tells whether a credential is still good. */
export type StatusEntryInput = {
  /** The absolute URL of the list. */
  statusListCredential: string
  statusListIndex: number
  statusPurpose: 'revocation' | 'suspension'
}

/** A credential that another one stands in the place of, and the very bytes of it that are meant. */
export type SupersededInput = {
  /** The absolute URL of the credential. */
  id: string
  /** The signed document, as it is served at this URL as `application/vc`. */
  document: string
}

/** Everything that one award says. All of it is decided before signing. */
export type OpenBadgeInput = {
  /** The absolute URL of the credential. */
  id: string
  /** Title for display; the achievement's name when left out. */
  name?: string | undefined
  description?: string | undefined
  image?: ImageInput | undefined
  issuer: ProfileInput
  recipient: {
    /** `urn:uuid:...`, fresh per award, or a DID that the learner has proven to own. */
    id: string
    /** From `identityHash(address, salt)`: who can be matched by e-mail address. */
    email?: { identityHash: string; salt: string } | undefined
  }
  achievement: AchievementInput
  /** How this learner reached it, Markdown. */
  narrative?: string | undefined
  evidence?: EvidenceInput[] | undefined
  result?: ResultInput[] | undefined
  status?: StatusEntryInput | undefined
  validFrom: Date
  validUntil?: Date | undefined
  awardedDate?: Date | undefined
  /** The credential that this one stands in the place of. */
  supersedes?: SupersededInput | undefined
  /** EndorsementCredentials that were signed before, embedded as they are. */
  endorsement?: JsonObject[] | undefined
  /** Whether an `Ed25519Signature2020` proof will be made: its context must be there before. */
  ed25519Signature2020?: boolean | undefined
}

/**
 * A `BitstringStatusListEntry` (Bitstring Status List 1.0, section 2.1). The index is a string, as
 * the standard wants it.
 */
export function statusEntry(status: StatusEntryInput): JsonObject {
  return {
    id: `${status.statusListCredential}#${status.statusListIndex}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: status.statusPurpose,
    statusListIndex: String(status.statusListIndex),
    statusListCredential: status.statusListCredential,
  }
}

/**
 * A related resource (VCDM 2.0, section 5.3). Of all terms that both contexts define this one is
 * meant for another document that a credential stands in relation to; it wants a digest, and what
 * the relation is stands in the name.
 */
export function supersededResource({ id, document }: SupersededInput): JsonObject {
  return {
    id,
    name: 'Superseded credential',
    mediaType: 'application/vc',
    digestSRI: `sha256-${createHash('sha256').update(document).digest('base64')}`,
  }
}

/** What the credentials of one issuer for one achievement share: made once, and put into each as it is. */
export type OpenBadgeParts = {
  contexts: readonly string[]
  issuer: JsonObject
  achievement: JsonObject & { name?: unknown }
}

/** What a single award says besides. */
export type OpenBadgeAward = Omit<OpenBadgeInput, 'issuer' | 'achievement' | 'ed25519Signature2020'>

/** The shared parts of credentials; see {@link openBadgeFromParts}. */
export function openBadgeParts(
  input: Pick<OpenBadgeInput, 'issuer' | 'achievement' | 'ed25519Signature2020'>,
): OpenBadgeParts {
  return {
    contexts: [
      CREDENTIALS_V2,
      OPEN_BADGES_V3,
      ...(input.ed25519Signature2020 ? [ED25519_2020] : []),
    ],
    issuer: profileObject(input.issuer),
    achievement: achievementObject(input.achievement),
  }
}

/**
 * The unsigned credential of one award: Open Badges 3.0 in the Verifiable Credentials Data Model
 * 2.0, with exactly one status entry (both official schemas type it so). Times are cut to whole
 * seconds. Nothing is checked here; see `shapeProblems` and `lintAchievement`.
 */
export function openBadgeCredential(input: OpenBadgeInput): JsonObject {
  return openBadgeFromParts(openBadgeParts(input), input)
}

/** The same, of parts that are shared: they stand in the credential as the objects that they are. */
export function openBadgeFromParts(parts: OpenBadgeParts, award: OpenBadgeAward): JsonObject {
  const { email } = award.recipient
  const identifier = email && {
    type: 'IdentityObject',
    hashed: true,
    identityHash: email.identityHash,
    identityType: 'emailAddress',
    salt: email.salt,
  }
  return withoutEmpty({
    '@context': parts.contexts,
    id: award.id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: award.name ?? parts.achievement.name,
    description: award.description,
    image: imageObject(award.image),
    issuer: parts.issuer,
    validFrom: documentTime(award.validFrom),
    validUntil: award.validUntil && documentTime(award.validUntil),
    awardedDate: award.awardedDate && documentTime(award.awardedDate),
    credentialSubject: withoutEmpty({
      id: award.recipient.id,
      type: ['AchievementSubject'],
      identifier: identifier && [identifier],
      achievement: parts.achievement,
      narrative: award.narrative,
      result: award.result?.map((one) => withoutEmpty({ type: ['Result'], ...one })),
    }),
    evidence: award.evidence?.map(({ id, ...rest }) =>
      withoutEmpty({ id, type: ['Evidence'], ...rest }),
    ),
    endorsement: award.endorsement,
    credentialStatus: award.status && statusEntry(award.status),
    relatedResource: award.supersedes && [supersededResource(award.supersedes)],
  })
}
