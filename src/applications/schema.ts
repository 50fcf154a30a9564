import { type Static, Type } from 'typebox'
import { Assessment } from '../badge-classes/index.ts'
import { Id, nullable, pageQuery, Timestamp, text } from '../http/index.ts'
import { Identifier } from '../learners/index.ts'
import { OUTCOMES, STATUSES } from './life.ts'

const CriterionId = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
  maxLength: 64,
  examples: ['edited'],
})

export const EvidenceItem = Type.Object(
  {
    criterionId: Type.Optional(CriterionId),
    name: Type.Optional(text(300)),
    text: Type.Optional(text(20_000, { description: 'What was done, in words. Markdown.' })),
    url: Type.Optional(
      Type.String({
        format: 'uri',
        pattern: '^https://[^/@?#]+([/?#]|$)',
        maxLength: 2048,
        description: 'An https address. Nobody here goes there.',
        examples: ['https://example.org/film'],
      }),
    ),
    fileId: Type.Optional(Id),
    publish: Type.Optional(
      Type.Boolean({
        description:
          'Whether the learner wants it in the credential, for anybody who has its address and for good. Nothing is published otherwise, and files never are.',
      }),
    ),
  },
  { additionalProperties: false, description: 'Exactly one of text, url and fileId.' },
)
export type EvidenceItem = Static<typeof EvidenceItem>

const EvidenceItems = Type.Array(EvidenceItem, { maxItems: 50 })

export const NewApplication = Type.Object(
  {
    badgeClassId: Id,
    learnerId: Type.Optional(Id),
    identifier: Type.Optional(Identifier),
    evidence: Type.Optional(EvidenceItems),
    submit: Type.Optional(
      Type.Boolean({ description: 'Whether it is ready to be looked at; a draft otherwise.' }),
    ),
  },
  {
    additionalProperties: false,
    description:
      "learnerId or identifier says who applies, and not both; a learner's token applies for its learner.",
    examples: [
      {
        badgeClassId: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
        learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
        evidence: [{ text: 'I interviewed three dockers and cut the episode alone.' }],
      },
    ],
  },
)
export type NewApplication = Static<typeof NewApplication>

export const ApplicationPatch = Type.Object(
  { evidence: EvidenceItems },
  {
    additionalProperties: false,
    examples: [
      {
        evidence: [
          { text: 'I cut the episode alone.', publish: true },
          { name: 'The episode', url: 'https://pods.example.org/harbour/3' },
        ],
      },
    ],
  },
)

const Mark = Type.Object(
  { id: CriterionId, met: Type.Boolean(), feedback: Type.Optional(text(5000)) },
  { additionalProperties: false },
)

export const Decision = Type.Object(
  {
    outcome: Type.Enum([...OUTCOMES], {
      type: 'string',
      description:
        'mark keeps what is said of single criteria; approve needs all of them met, now or marked before; return asks for more, and decline ends it, both with feedback.',
    }),
    criteria: Type.Optional(Type.Array(Mark, { maxItems: 50 })),
    feedback: Type.Optional(text(10_000, { description: 'For the learner.' })),
    reviewer: Type.Optional(
      text(200, {
        description:
          'Who decided, where several use one key. Where more than one reviewer is needed, different names count as different ones.',
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ outcome: 'approve', feedback: 'Lively, and well cut.' }],
  },
)
export type Decision = Static<typeof Decision>

export const Reviewers = Type.Object(
  { learnerIds: Type.Array(Id, { maxItems: 20, uniqueItems: true }) },
  { additionalProperties: false, examples: [{ learnerIds: [] }] },
)

const StatusName = Type.Enum([...STATUSES], { type: 'string' })

const summary = {
  id: Id,
  badgeClassId: Id,
  issuerId: Id,
  learnerId: nullable(
    Type.Unsafe<string>({ ...Id, description: 'null for another learner, who looks at it.' }),
  ),
  status: StatusName,
  round: Type.Integer({ description: 'How often it was submitted.' }),
  assertionId: nullable(
    Type.Unsafe<string>({
      ...Id,
      description:
        'What was awarded for it; where the learner held the badge when it was approved, neither revoked nor expired, the award that stands: there is no second one.',
    }),
  ),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  submittedAt: nullable(Timestamp),
  decidedAt: nullable(Timestamp),
}

const summaryExample = {
  id: '019aa7cb-3c20-7b4d-9a2f-5c6e7d8f9a01',
  badgeClassId: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
  issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
  learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
  status: 'approved',
  round: 1,
  assertionId: '019aa7c6-0c11-7e2a-9b0d-7f2f4c1a9d41',
  createdAt: '2026-11-20T16:00:00Z',
  updatedAt: '2026-11-22T09:30:00Z',
  submittedAt: '2026-11-20T16:05:00Z',
  decidedAt: '2026-11-22T09:30:00Z',
} as const

export const ApplicationSummary = Type.Object(summary, { examples: [summaryExample] })
export type ApplicationSummary = Static<typeof ApplicationSummary>

const Step = Type.Object({
  at: Timestamp,
  round: Type.Integer(),
  action: Type.Enum(
    ['submitted', 'marked', 'approved', 'confirmed', 'returned', 'declined', 'withdrawn'],
    { type: 'string' },
  ),
  role: Type.Enum(['learner', 'peer', 'issuer', 'platform'], { type: 'string' }),
  reviewer: nullable(Type.String()),
  criteria: Type.Array(Mark),
  feedback: nullable(Type.String()),
})
export type Step = Static<typeof Step>

export const Application = Type.Object(
  {
    ...summary,
    assessment: Type.Required(Assessment),
    evidence: EvidenceItems,
    reviewerIds: Type.Array(Id, {
      description: 'The learners who are to look at it; none for learners themselves.',
    }),
    history: Type.Array(Step, { description: 'Oldest first.' }),
  },
  {
    examples: [
      {
        ...summaryExample,
        assessment: {
          by: 'issuer',
          criteria: [],
          reviewersNeeded: 1,
          awardAutomatically: false,
        },
        evidence: [
          { text: 'I interviewed three dockers and cut the episode alone.', publish: false },
        ],
        reviewerIds: [],
        history: [
          {
            at: '2026-11-20T16:05:00Z',
            round: 1,
            action: 'submitted',
            role: 'learner',
            reviewer: null,
            criteria: [],
            feedback: null,
          },
          {
            at: '2026-11-22T09:30:00Z',
            round: 1,
            action: 'approved',
            role: 'issuer',
            reviewer: 'Kim, audio workshop',
            criteria: [],
            feedback: 'Lively, and well cut.',
          },
        ],
      },
    ],
  },
)
export type Application = Static<typeof Application>

const { limit, cursor } = pageQuery
export const ApplicationQuery = Type.Object(
  {
    limit,
    cursor,
    badgeClassId: Type.Optional(Id),
    learnerId: Type.Optional(Id),
    status: Type.Optional(StatusName),
    toReview: Type.Optional(
      Type.Boolean({
        description: "For a learner's token: those of others that it is to look at.",
      }),
    ),
  },
  { additionalProperties: false },
)
export type ApplicationFilter = {
  badgeClassId?: string
  learnerId?: string
  status?: (typeof STATUSES)[number]
  toReview?: boolean
}
