import { type Static, Type } from 'typebox'
import {
  Id,
  lifecycleExample,
  lifecycleFields,
  nullable,
  pageQuery,
  Timestamp,
  TimestampInput,
  text,
  Url,
} from '../http/index.ts'
import { Identifier } from '../learners/index.ts'
import { credentialExample } from './example.ts'

const Evidence = Type.Object(
  {
    id: Type.Optional(Url),
    name: Type.Optional(text(300)),
    narrative: Type.Optional(text(20_000, { description: 'Markdown.' })),
    description: Type.Optional(text(5000)),
    genre: Type.Optional(text(100)),
    audience: Type.Optional(text(300)),
  },
  { additionalProperties: false, minProperties: 1 },
)

const Note = text(5000, { description: "For the issuer's own records. Never published." })

export const NewAssertion = Type.Object(
  {
    badgeClassId: Id,
    recipient: Type.Optional(Identifier),
    learnerId: Type.Optional(Id),
    narrative: Type.Optional(
      text(20_000, { description: 'How this learner earned it. Markdown.' }),
    ),
    evidence: Type.Optional(Type.Array(Evidence, { maxItems: 20 })),
    validFrom: Type.Optional(TimestampInput),
    validUntil: Type.Optional(TimestampInput),
    note: Type.Optional(Note),
  },
  {
    additionalProperties: false,
    description: 'Exactly one of recipient and learnerId says who earned the badge.',
    examples: [
      {
        badgeClassId: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
        recipient: {
          type: 'library-card',
          value: '29001234567',
          authority: 'harbour-libraries',
        },
        narrative: 'Interviewed three dockers and cut the episode alone.',
      },
    ],
  },
)

export const AssertionPatch = Type.Object(
  { note: Type.Optional(nullable(Note)), archived: Type.Optional(Type.Boolean()) },
  { additionalProperties: false, minProperties: 1, examples: [{ note: 'Collected at the desk.' }] },
)

export const Revocation = Type.Object(
  { reason: text(1000, { description: 'Why; kept with the assertion.' }) },
  { additionalProperties: false, examples: [{ reason: 'Awarded to the wrong person.' }] },
)

const Status = Type.Enum(['active', 'suspended', 'revoked'])

const summaryFields = {
  id: Id,
  credentialUrl: Type.String({ description: 'The public URL; whoever has it may look.' }),
  status: Status,
  issuerId: Id,
  badgeClassId: Id,
  badgeClassVersion: Type.Integer(),
  learnerId: Id,
  validFrom: Timestamp,
  validUntil: nullable(Timestamp),
  revokedAt: nullable(Timestamp),
  revocationReason: nullable(Type.String()),
  suspendedAt: nullable(Timestamp),
  suspensionReason: nullable(Type.String()),
  note: nullable(Type.String()),
}

const summaryExample = {
  id: '019aa7c4-34a2-7236-9bbb-ecd5bb657712',
  credentialUrl: 'https://badges.example.org/credentials/1Qv9cW3mS1m8w2m0bq3m7A',
  status: 'active',
  issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
  badgeClassId: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
  badgeClassVersion: 1,
  learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
  validFrom: '2026-11-22T09:30:00Z',
  validUntil: null,
  revokedAt: null,
  revocationReason: null,
  suspendedAt: null,
  suspensionReason: null,
  note: null,
  ...lifecycleExample,
}

export const AssertionSummary = Type.Object(
  { ...summaryFields, ...lifecycleFields },
  { examples: [summaryExample] },
)

export const Assertion = Type.Object(
  {
    ...summaryFields,
    ...lifecycleFields,
    credential: Type.Object(
      {},
      {
        additionalProperties: true,
        description: 'The signed Open Badges 3.0 credential, as it is served at credentialUrl.',
      },
    ),
  },
  { examples: [{ ...summaryExample, credential: credentialExample }] },
)

export const Suspension = Type.Object(
  { reason: text(1000, { description: 'Why; kept with the assertion.' }) },
  { additionalProperties: false, examples: [{ reason: 'Under review after a complaint.' }] },
)

const STATUS_CHANGES = ['revoked', 'suspended', 'reinstated'] as const

export const StatusHistory = Type.Object(
  {
    data: Type.Array(
      Type.Object({
        kind: Type.Enum(STATUS_CHANGES),
        reason: Type.String(),
        actorId: Type.String({ description: 'Id of the API key, or `admin`.' }),
        at: Timestamp,
      }),
    ),
  },
  {
    examples: [
      {
        data: [
          {
            kind: 'suspended',
            reason: 'Under review after a complaint.',
            actorId: '019aa7c1-0a3c-7d55-b1a0-3a5f2a9e7c10',
            at: '2026-11-22T09:30:00Z',
          },
        ],
      },
    ],
  },
)

export type StatusHistory = Static<typeof StatusHistory>
export type StatusChangeKind = (typeof STATUS_CHANGES)[number]

export const AssertionQuery = Type.Object(
  {
    ...pageQuery,
    learnerId: Type.Optional(Id),
    badgeClassId: Type.Optional(Id),
    issuerId: Type.Optional(Id),
    status: Type.Optional(Status),
  },
  { additionalProperties: false },
)

export type NewAssertion = Static<typeof NewAssertion>
export type AssertionPatch = Static<typeof AssertionPatch>
export type AssertionSummary = Static<typeof AssertionSummary>
export type Assertion = Static<typeof Assertion>
export type AssertionFilter = Pick<
  Static<typeof AssertionQuery>,
  'learnerId' | 'badgeClassId' | 'issuerId' | 'status'
>
