import { type Static, Type } from 'typebox'
import { Id, LEARNER_SCOPES, nullable, pageQuery, Timestamp } from '../http/index.ts'

const DEFAULT_SECONDS = 3_600
const LONGEST_SECONDS = 86_400

export const NewLearnerToken = Type.Object(
  {
    scopes: Type.Optional(
      Type.Array(Type.Enum(LEARNER_SCOPES, { type: 'string' }), {
        minItems: 1,
        maxItems: LEARNER_SCOPES.length,
        uniqueItems: true,
        description:
          'What the token may do, always about its learner alone; all that the calling key has and learners may have, when absent.',
      }),
    ),
    expiresIn: Type.Integer({
      minimum: 60,
      maximum: LONGEST_SECONDS,
      default: DEFAULT_SECONDS,
      description: 'How long it is good for, in seconds.',
    }),
  },
  {
    additionalProperties: false,
    examples: [{ scopes: ['learners:read', 'assertions:read'], expiresIn: 1800 }],
  },
)

const tokenExample = {
  id: '019aa7c6-02c1-7f0a-8d2e-5b7c9f1e4a30',
  learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
  issuerId: null,
  scopes: ['learners:read', 'assertions:read'],
  createdAt: '2026-11-22T09:30:00Z',
  expiresAt: '2026-11-22T10:00:00Z',
  revokedAt: null,
}

export const LearnerToken = Type.Object(
  {
    id: Id,
    learnerId: Id,
    issuerId: Type.Union([Id, Type.Null()], {
      description: "The issuer whose record of the learner it opens; null: the platform's.",
    }),
    scopes: Type.Array(Type.String()),
    createdAt: Timestamp,
    expiresAt: Timestamp,
    revokedAt: nullable(Timestamp),
  },
  { examples: [tokenExample] },
)

export const LearnerTokenWithSecret = Type.Object(
  {
    ...LearnerToken.properties,
    token: Type.String({ description: 'The token itself. Shown in this answer and never again.' }),
  },
  { examples: [{ ...tokenExample, token: 'wlt_(43 characters)' }] },
)

export const LearnerTokenQuery = Type.Object(pageQuery, { additionalProperties: false })

export const LearnerTokenParams = Type.Object({ id: Id, tokenId: Id })

export type NewLearnerToken = Static<typeof NewLearnerToken>
export type LearnerToken = Static<typeof LearnerToken>
export type LearnerTokenWithSecret = Static<typeof LearnerTokenWithSecret>
