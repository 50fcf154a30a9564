import { CREDENTIALS_V2, documentLoader, ED25519_2020, OPEN_BADGES_V3 } from './contexts.ts'
import { hasType, isObject, type JsonObject, valuesOf, withoutEmpty } from './json.ts'
import { expand, jsonLdProblem } from './json-ld/index.ts'
import { openBadgeCredential, type StatusEntryInput, statusEntry } from './open-badge.ts'
import { type ProfileInput, profileObject } from './profile-document.ts'
import type { ShapeProblem } from './shape/index.ts'
import { documentTime } from './times.ts'

/** Everything that one endorsement says. All of it is decided before signing. */
export type EndorsementInput = {
  /** The absolute URL of the endorsement. */
  id: string
  /** Title for display. */
  name: string
  /** Who endorses. */
  issuer: ProfileInput
  /** What is endorsed: the id that it has where it is published (a DID, an URL). */
  subjectId: string
  /** What the endorser has to say about it, Markdown. */
  comment?: string | undefined
  status?: StatusEntryInput | undefined
  validFrom: Date
  validUntil?: Date | undefined
  /** Whether an `Ed25519Signature2020` proof will be made: its context must be there before. */
  ed25519Signature2020?: boolean | undefined
}

/**
 * The unsigned `EndorsementCredential` (Open Badges 3.0, section B.2). It has contexts of its own
 * wherever it is embedded, so that it can be taken out and verified by itself. Times are cut to
 * whole seconds. Nothing is checked here; see `shapeProblems`.
 */
export function endorsementCredential(input: EndorsementInput): JsonObject {
  return withoutEmpty({
    '@context': [
      CREDENTIALS_V2,
      OPEN_BADGES_V3,
      ...(input.ed25519Signature2020 ? [ED25519_2020] : []),
    ],
    id: input.id,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: input.name,
    issuer: profileObject(input.issuer),
    validFrom: documentTime(input.validFrom),
    validUntil: input.validUntil && documentTime(input.validUntil),
    credentialSubject: withoutEmpty({
      id: input.subjectId,
      type: ['EndorsementSubject'],
      endorsementComment: input.comment,
    }),
    credentialStatus: input.status && statusEntry(input.status),
  })
}

/**
 * A signed endorsement in the form that badges embed: with `proof` as an array, which the formal
 * 1EdTech schema asks for inside of a badge too. Its proofs cover it in both forms alike.
 */
export function embeddable(endorsement: JsonObject): JsonObject {
  return { ...endorsement, proof: valuesOf(endorsement.proof) }
}

/**
 * What keeps an endorsement that somebody else signed from being embedded in a badge of ours,
 * found before any badge is signed over it: it has to be of the data model 2.0, and a sample badge
 * that holds it in both places is expanded in JSON-LD safe mode, as signing would do.
 *
 * @param endorsement Of the right shape, see `shapeProblems`.
 * @returns One problem per field; empty when it can be embedded. Does not reject.
 */
export async function lintEndorsement(endorsement: JsonObject): Promise<ShapeProblem[]> {
  if (!hasType(endorsement, 'EndorsementCredential')) {
    return [{ field: 'type', detail: 'must name EndorsementCredential' }]
  }
  if (valuesOf(endorsement['@context'])[0] !== CREDENTIALS_V2) {
    return [{ field: '@context', detail: `must begin with ${CREDENTIALS_V2}` }]
  }
  const { credentialSubject: subject } = endorsement
  const embedded = [embeddable(endorsement)]
  const sample = openBadgeCredential({
    id: 'https://badges.example/credentials/sample',
    issuer: { id: 'did:web:badges.example', name: 'Sample', endorsement: embedded },
    recipient: { id: 'urn:uuid:00000000-0000-4000-8000-000000000000' },
    achievement: {
      id: String(isObject(subject) ? subject.id : ''),
      name: 'Sample',
      description: 'Sample',
      criteria: { narrative: 'Sample' },
      endorsement: embedded,
    },
    validFrom: new Date(0),
  })
  try {
    await expand(sample, documentLoader)
    return []
  } catch (error) {
    return [{ field: '', detail: jsonLdProblem(error).detail }]
  }
}
