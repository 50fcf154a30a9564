import { type Static, Type } from 'typebox'
import { nullable } from '../http/index.ts'
import { checkNames } from '../verification/index.ts'

const Check = Type.Object({
  name: Type.Enum([...checkNames, 'retrieval', 'holder-key'] as const, {
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

const ofCredential = {
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
}

const Embedded = Type.Object({
  path: Type.String({ description: 'Where it stands, such as `verifiableCredential.0`.' }),
  ...ofCredential,
})

export const VerificationReport = Type.Object(
  {
    ...ofCredential,
    presentation: Type.Optional(
      Type.Object(
        {
          holder: Type.Optional(
            Type.String({ description: 'To be believed when holder-key passed.' }),
          ),
        },
        {
          description:
            'There when a presentation was given: the checks are on it, the verdict over all.',
        },
      ),
    ),
    credentials: Type.Optional(
      Type.Array(Embedded, {
        description:
          'A report on each credential in a presentation or a learner record (CLR 2.0). The verdict of either is the worst of all in it.',
      }),
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
      {
        verdict: 'valid',
        checks: [
          {
            name: 'holder-key',
            outcome: 'passed',
            detail: 'The key that signed the presentation belongs to whom it names as its holder.',
          },
        ],
        credential: null,
        presentation: { holder: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK' },
        credentials: [
          {
            path: 'verifiableCredential.0',
            verdict: 'valid',
            checks: [
              {
                name: 'proof',
                outcome: 'passed',
                detail: 'The document is exactly as it was signed.',
              },
            ],
            credential: { name: 'Podcast Producer', issuer: { name: 'Harbour Library' } },
          },
        ],
      },
    ],
  },
)

export type VerificationReport = Static<typeof VerificationReport>
