import { CLR_V2, CREDENTIALS_V2, ED25519_2020, OPEN_BADGES_V3 } from './contexts.ts'
import { isObject, type JsonObject, valuesOf, withoutEmpty } from './json.ts'
import { type StatusEntryInput, statusEntry } from './open-badge.ts'
import { type ProfileInput, profileObject } from './profile-document.ts'
import { isAbsoluteIri } from './shape/index.ts'
import { documentTime } from './times.ts'

/** Everything that one learner record says. All of it is decided before signing. */
export type ClrInput = {
  /** An absolute IRI. */
  id: string
  /** Title for display. */
  name: string
  /** Who puts the record together and signs it. */
  issuer: ProfileInput
  /** Whom it is about: an opaque IRI. */
  subjectId: string
  /** Signed Open Badges 3.0, embedded as they are. */
  credentials: readonly JsonObject[]
  status: StatusEntryInput
  validFrom: Date
  /** Whether an `Ed25519Signature2020` proof will be made: its context must be there before. */
  ed25519Signature2020?: boolean | undefined
}

/** What a record says of layers and skills is bounded, whatever its badges are aligned to. */
const MAX_ALIGNED = 200

/**
 * The unsigned `ClrCredential` (Comprehensive Learner Record 2.0): the credentials, and beside them
 * each layer and each skill that their achievements are aligned to, as an achievement of its own that
 * is part of theirs. Times are cut to whole seconds. Nothing is checked here; see `shapeProblems`.
 */
export function clrCredential(input: ClrInput): JsonObject {
  const { achievements, associations } = alignedIn(input.credentials)
  return {
    '@context': [
      CREDENTIALS_V2,
      CLR_V2,
      OPEN_BADGES_V3,
      ...(input.ed25519Signature2020 ? [ED25519_2020] : []),
    ],
    id: input.id,
    type: ['VerifiableCredential', 'ClrCredential'],
    name: input.name,
    issuer: profileObject(input.issuer),
    validFrom: documentTime(input.validFrom),
    credentialSubject: withoutEmpty({
      id: input.subjectId,
      type: ['ClrSubject'],
      achievement: achievements,
      verifiableCredential: input.credentials,
      association: associations,
    }),
    credentialStatus: statusEntry(input.status),
  }
}

function alignedIn(credentials: readonly JsonObject[]) {
  const achievements = new Map<string, JsonObject>()
  const associations = new Map<string, JsonObject>()
  for (const { achievement, alignment } of credentials.flatMap(alignmentsOf)) {
    const { targetUrl, targetName, targetDescription, targetType } = alignment
    if (typeof targetUrl !== 'string' || !isAbsoluteIri(targetUrl)) continue
    if (achievements.size === MAX_ALIGNED && !achievements.has(targetUrl)) continue
    if (!achievements.has(targetUrl)) {
      achievements.set(targetUrl, {
        id: targetUrl,
        type: ['Achievement'],
        name: targetName,
        description: targetDescription ?? targetName,
        criteria: { narrative: 'As the badges require that it is associated with.' },
        achievementType: targetType === 'ext:Layer' ? 'ext:Layer' : 'Competency',
      })
    }
    associations.set(JSON.stringify([targetUrl, achievement]), {
      type: 'Association',
      associationType: 'isPartOf',
      sourceId: targetUrl,
      targetId: achievement,
    })
  }
  return { achievements: [...achievements.values()], associations: [...associations.values()] }
}

function alignmentsOf(credential: JsonObject): { achievement: string; alignment: JsonObject }[] {
  const { credentialSubject: subject } = credential
  const achievement = isObject(subject) ? subject.achievement : undefined
  if (!isObject(achievement)) return []
  const { id } = achievement
  if (typeof id !== 'string') return []
  return valuesOf(achievement.alignment)
    .filter(isObject)
    .filter(({ targetType }) => targetType !== 'ext:BadgingStandard')
    .map((alignment) => ({ achievement: id, alignment }))
}

/**
 * Credentials as a presentation that nobody signed (VCDM 2.0, section 4.13): a set of credentials, each
 * of which is verified by itself. A holder adds a proof to it, or presents it as it is.
 */
export function unsignedPresentation(credentials: readonly JsonObject[]): JsonObject {
  return {
    '@context': [CREDENTIALS_V2],
    type: ['VerifiablePresentation'],
    verifiableCredential: credentials,
  }
}
