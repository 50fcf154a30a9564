import { type Static, Type } from 'typebox'
import { Id, nullable, Timestamp, text, Url } from '../http/index.ts'
import { IDENTIFIER_TYPES, Identifier } from '../learners/index.ts'

const METHODS = ['mail', 'did', 'attestation'] as const

const identifierExample = {
  id: '019aa7c7-3c1d-7a6e-9b20-1d4c6e8f0a51',
  type: 'email',
  value: 'sam@example.org',
  authority: null,
  verified: { method: 'mail', at: '2026-11-22T09:41:00Z' },
}

export const LearnerIdentifier = Type.Object(
  {
    id: Id,
    type: Type.Enum(IDENTIFIER_TYPES),
    value: Type.String(),
    authority: nullable(Type.String()),
    verified: Type.Union(
      [Type.Object({ method: Type.Enum(METHODS), at: Timestamp }), Type.Null()],
      {
        description:
          "How it was shown last that it is the learner's, as far as the caller asked for it; null: not yet.",
      },
    ),
  },
  { examples: [identifierExample] },
)

export const LearnerIdentifiers = Type.Object(
  { data: Type.Array(LearnerIdentifier) },
  { examples: [{ data: [identifierExample] }] },
)

export const NewLearnerIdentifier = Type.Object(
  { identifier: Identifier },
  {
    additionalProperties: false,
    examples: [{ identifier: { type: 'email', value: 'sam@example.org' } }],
  },
)

export const NewVerification = Type.Object(
  {
    method: Type.Enum(['mail', 'did'], {
      description:
        "`mail` sends a code to an e-mail address; `did` gives a challenge that a DID's holder signs.",
    }),
    language: Type.Optional(text(35, { description: 'BCP 47; of the mail.' })),
    link: Type.Optional(
      Type.Union([Url], {
        description:
          "A page of yours that the mail leads to besides, with `#verification=...&code=...` at its end. Not for learners' tokens.",
      }),
    ),
  },
  { additionalProperties: false, examples: [{ method: 'mail', language: 'en' }] },
)

export const Verification = Type.Object(
  {
    id: Id,
    method: Type.Enum(METHODS),
    expiresAt: Timestamp,
    challenge: nullable(Type.String({ description: 'What the holder of the DID has to sign.' })),
    domain: nullable(Type.String({ description: 'For whom the presentation has to be made.' })),
  },
  {
    examples: [
      {
        id: '019aa7c8-5b2e-7d11-8f43-2a6b7c8d9e60',
        method: 'mail',
        expiresAt: '2026-11-22T09:45:00Z',
        challenge: null,
        domain: null,
      },
    ],
  },
)

export const Answer = Type.Object(
  {
    code: Type.Optional(Type.String({ maxLength: 40, description: 'As it came by mail.' })),
    presentation: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description:
            'A presentation, signed for `authentication` by a key of the DID, with the challenge and the domain.',
        },
      ),
    ),
    jwt: Type.Optional(
      Type.String({ maxLength: 100_000, description: 'The same as a VP-JWT (`nonce`, `aud`).' }),
    ),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    examples: [{ code: '4711 0815' }],
  },
)

export const NewReissue = Type.Object(
  {
    assertionIds: Type.Array(Id, { minItems: 1, maxItems: 100, uniqueItems: true }),
    identifierId: Id,
  },
  {
    additionalProperties: false,
    examples: [
      {
        assertionIds: ['019aa7c4-34a2-7236-9bbb-ecd5bb657712'],
        identifierId: identifierExample.id,
      },
    ],
  },
)

export const Reissue = Type.Object(
  {
    id: Id,
    assertions: Type.Array(Type.Object({ id: Id, supersedes: Id, credentialUrl: Type.String() }), {
      description: 'The new ones, in the order of the request.',
    }),
  },
  {
    examples: [
      {
        id: '019aa7ca-0a1b-7c2d-8e3f-405162738495',
        assertions: [
          {
            id: '019aa7ca-0b2c-7d3e-8f40-516273849506',
            supersedes: '019aa7c4-34a2-7236-9bbb-ecd5bb657712',
            credentialUrl: 'https://badges.example.org/credentials/7Hn2cW3mS1m8w2m0bq3m7A',
          },
        ],
      },
    ],
  },
)

export const IdentifierParams = Type.Object({ id: Id, identifierId: Id })
export const VerificationParams = Type.Object({ id: Id, identifierId: Id, verificationId: Id })

export type LearnerIdentifier = Static<typeof LearnerIdentifier>
export type NewVerification = Static<typeof NewVerification>
export type Verification = Static<typeof Verification>
export type NewReissue = Static<typeof NewReissue>
export type Reissue = Static<typeof Reissue>
export type Answer = Static<typeof Answer>
