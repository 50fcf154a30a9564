import { type Static, Type } from 'typebox'
import { nullable } from '../http/index.ts'
import { checkNames } from '../verification/index.ts'

/** The longest identifier that a recipient can have. */
export const RECIPIENT_CHARACTERS = 1_000

export const VerificationRequest = Type.Object(
  {
    credential: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description:
            'The credential itself, as it was given: JSON-LD, or an assertion of Open Badges 2.0 or before.',
        },
      ),
    ),
    url: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2048,
        description: 'Where the credential is published, in whatever form.',
      }),
    ),
    jwt: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1_000_000,
        description:
          'The credential as a VC-JWT, or a signed badge of Open Badges 2.0, in the compact form.',
      }),
    ),
    recipient: Type.Optional(
      Type.Object(
        {
          type: Type.String({
            minLength: 1,
            maxLength: RECIPIENT_CHARACTERS,
            description:
              'email; id, did or url for the id of the subject; else an identityType of Open Badges, such as sourcedId.',
          }),
          value: Type.String({ minLength: 1, maxLength: RECIPIENT_CHARACTERS }),
        },
        {
          additionalProperties: false,
          description:
            'Whom the credential should be about. Compared with what it says, hashed or plain, and neither kept nor repeated.',
        },
      ),
    ),
    checkEvidence: Type.Optional(
      Type.Boolean({ description: 'Whether to see if the evidence that it links to is there.' }),
    ),
  },
  {
    additionalProperties: false,
    description: 'Exactly one of credential, url and jwt, and what to check besides.',
    examples: [{ url: 'https://badges.example.org/credentials/1Qv9cW3mS1m8w2m0bq3m7A' }],
  },
)

const Check = Type.Object({
  name: Type.Enum([...checkNames, 'retrieval'] as const, {
    description: 'Stable name of the check.',
  }),
  outcome: Type.Enum(['passed', 'failed', 'inconclusive', 'skipped']),
  code: Type.Optional(Type.String({ description: 'What exactly went wrong, for a program.' })),
  detail: Type.String({ description: 'A sentence for a reader.' }),
})

const verdicts = ['valid', 'invalid', 'inconclusive'] as const

const Endorsement = Type.Object({
  endorser: Type.Object({ id: Type.Optional(Type.String()), name: Type.Optional(Type.String()) }),
  subject: Type.Optional(Type.String({ description: 'The id of what is endorsed.' })),
  verdict: Type.Enum(verdicts),
  code: Type.Optional(Type.String({ description: 'Of the check that did not pass.' })),
  detail: Type.String({ description: 'A sentence for a reader.' }),
})

export const VerificationReport = Type.Object(
  {
    verdict: Type.Enum(verdicts, {
      description:
        'invalid: a check that was carried out failed. inconclusive: none failed, but one that matters could not be carried out.',
    }),
    checks: Type.Array(Check, { description: 'In the order in which the standard asks for them.' }),
    credential: nullable(
      Type.Object(
        {},
        { additionalProperties: true, description: 'What the credential says, for display.' },
      ),
    ),
    endorsements: Type.Optional(
      Type.Array(Endorsement, { description: 'How each endorsement in the credential was found.' }),
    ),
  },
  {
    examples: [
      {
        verdict: 'invalid',
        checks: [
          {
            name: 'proof',
            outcome: 'passed',
            detail: 'The document is exactly as it was signed.',
          },
          {
            name: 'status',
            outcome: 'failed',
            code: 'revoked',
            detail: 'The issuer has revoked the credential.',
          },
        ],
        credential: { name: 'Podcast Producer', issuer: { name: 'Harbour Library' } },
      },
    ],
  },
)

export type VerificationRequest = Static<typeof VerificationRequest>
export type VerificationReport = Static<typeof VerificationReport>
