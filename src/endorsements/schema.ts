import { type Static, Type } from 'typebox'
import { Id, nullable, pageQuery, Timestamp, TimestampInput, text } from '../http/index.ts'

const TARGET_TYPES = ['issuer', 'badge-class', 'assertion', 'badging-standard'] as const

const TargetType = Type.Enum(TARGET_TYPES)

const Target = Type.Object(
  { type: TargetType, id: Id },
  { additionalProperties: false, description: 'What is endorsed.' },
)

const Comment = text(5000, {
  description: 'What the endorser says about it, in the signed statement. Markdown.',
})

export const NewEndorsement = Type.Object(
  {
    endorserId: Type.Optional(Id),
    target: Target,
    comment: Type.Optional(Comment),
    validUntil: Type.Optional(TimestampInput),
    credential: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description:
            'A signed EndorsementCredential of an endorser elsewhere, in the place of the other members.',
        },
      ),
    ),
  },
  {
    additionalProperties: false,
    description: 'Exactly one of endorserId and credential says who endorses.',
    examples: [
      {
        endorserId: '019aa7c2-6a0b-7d9e-8f00-3c2f1f0a7e52',
        target: { type: 'badge-class', id: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411' },
        comment: 'We hire **makers of podcasts** by this badge.',
      },
    ],
  },
)

export const Acceptance = Type.Object(
  { comment: Type.Optional(nullable(Comment)) },
  {
    additionalProperties: false,
    examples: [{ comment: 'Its holders edit to our **broadcast standard**.' }],
  },
)

export const Decline = Type.Object(
  { reason: Type.Optional(text(1000, { description: 'Why; both sides can read it.' })) },
  { additionalProperties: false, examples: [{ reason: 'We do not know this programme yet.' }] },
)

export const EndorsementRevocation = Type.Object(
  { reason: text(1000, { description: 'Why; both sides can read it.' }) },
  { additionalProperties: false, examples: [{ reason: 'The assessment has changed.' }] },
)

const Status = Type.Enum(['requested', 'offered', 'accepted', 'declined', 'revoked'], {
  description:
    'requested waits for the endorser, offered for the owner of the target. An accepted one is signed and published; a revoked one was.',
})

const summaryFields = {
  id: Id,
  status: Status,
  endorserId: nullable(Id),
  ownerId: nullable(Id),
  target: Target,
  subjectId: Type.String({
    description:
      'What the statement names: the published id of the target; of a badge class, the version that was current when it was asked for.',
  }),
  comment: nullable(Type.String()),
  validUntil: nullable(Timestamp),
  endorsementUrl: nullable(
    Type.String({ description: 'Where the signed statement is published.' }),
  ),
  reason: nullable(Type.String({ description: 'Why it was declined or revoked.' })),
  decidedAt: nullable(Timestamp),
  createdAt: Timestamp,
  updatedAt: Timestamp,
}

const summaryExample = {
  id: '019aa7c7-2f40-7a1d-8c3e-5f0b9d1e6a77',
  status: 'requested',
  endorserId: '019aa7c2-6a0b-7d9e-8f00-3c2f1f0a7e52',
  ownerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
  target: { type: 'badge-class', id: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411' },
  subjectId: 'https://badges.example.org/achievements/019aa7c3-1b1b-7111-8d2e-5b7c90ffe0a2',
  comment: 'We hire **makers of podcasts** by this badge.',
  validUntil: null,
  endorsementUrl: null,
  reason: null,
  decidedAt: null,
  createdAt: '2026-11-22T09:30:00Z',
  updatedAt: '2026-11-22T09:30:00Z',
}

export const EndorsementSummary = Type.Object(summaryFields, { examples: [summaryExample] })

export const Endorsement = Type.Object(
  {
    ...summaryFields,
    credential: nullable(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description: 'The signed EndorsementCredential, once there is one.',
        },
      ),
    ),
  },
  { examples: [{ ...summaryExample, credential: null }] },
)

export const EndorsementQuery = Type.Object(
  {
    limit: pageQuery.limit,
    cursor: pageQuery.cursor,
    endorserId: Type.Optional(Id),
    targetType: Type.Optional(TargetType),
    targetId: Type.Optional(Id),
    status: Type.Optional(Status),
  },
  { additionalProperties: false },
)

export type Target = Static<typeof Target>
export type NewEndorsement = Static<typeof NewEndorsement>
export type EndorsementStatus = Static<typeof Status>
export type EndorsementSummary = Static<typeof EndorsementSummary>
export type Endorsement = Static<typeof Endorsement>
export type EndorsementFilter = Pick<
  Static<typeof EndorsementQuery>,
  'endorserId' | 'targetType' | 'targetId' | 'status'
>
