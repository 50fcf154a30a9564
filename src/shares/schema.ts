import { type Static, Type } from 'typebox'
import { AssertionIds } from '../clrs/index.ts'
import {
  Id,
  lifecycleExample,
  lifecycleFields,
  nullable,
  pageQuery,
  Timestamp,
  TimestampInput,
  text,
} from '../http/index.ts'

export const NewShare = Type.Object(
  {
    clrId: Type.Optional(
      Type.Unsafe<string>({ ...Id, description: 'A record of the learner that is not revoked.' }),
    ),
    assertionIds: Type.Optional(AssertionIds),
    name: Type.Optional(text(200, { description: 'The title of the page.' })),
    note: Type.Optional(
      text(2000, { description: 'What the learner says to whoever opens the link.' }),
    ),
    expiresAt: Type.Optional(
      Type.Unsafe<string>({
        ...TimestampInput,
        description: 'Within two years. 90 days from now when left out.',
      }),
    ),
    includeEvidence: Type.Boolean({
      default: false,
      description:
        'Whether the page shows the evidence. The signed badges in the JSON are what their issuers signed, evidence included.',
    }),
  },
  {
    additionalProperties: false,
    description: 'Either clrId or assertionIds.',
    examples: [
      {
        assertionIds: ['019aa7c4-34a2-7236-9bbb-ecd5bb657712'],
        name: 'Application as a sound assistant',
        note: 'The podcast is the one that I told you about.',
        includeEvidence: true,
      },
    ],
  },
)

const fields = {
  id: Id,
  learnerId: Id,
  clrId: nullable(Id),
  assertionIds: Type.Array(Id),
  name: nullable(Type.String()),
  note: nullable(Type.String()),
  includeEvidence: Type.Boolean(),
  status: Type.Enum(['active', 'expired', 'withdrawn']),
  expiresAt: Timestamp,
  withdrawnAt: nullable(Timestamp),
  views: Type.Integer({ description: 'How often it was opened.' }),
  lastViewedAt: nullable(Timestamp),
  ...lifecycleFields,
}

const example = {
  id: '019aa7d1-0b20-7c44-8e01-2f6f0d5b1a02',
  learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
  clrId: null,
  assertionIds: ['019aa7c4-34a2-7236-9bbb-ecd5bb657712'],
  name: 'Application as a sound assistant',
  note: 'The podcast is the one that I told you about.',
  includeEvidence: true,
  status: 'active',
  expiresAt: '2027-02-20T09:30:00Z',
  withdrawnAt: null,
  views: 0,
  lastViewedAt: null,
  ...lifecycleExample,
}

export const Share = Type.Object(fields, { examples: [example] })

export const ShareWithUrl = Type.Object(
  {
    ...fields,
    url: Type.String({ description: 'The link. Shown in this answer and never again.' }),
  },
  {
    examples: [
      {
        ...example,
        url: 'https://badges.example.org/shares/2b3mB1pJbW9vRkq8s0m7xk3yT4hQ9dVw1cZ5nE6uA0I',
      },
    ],
  },
)

const VIEW_FORMATS = ['page', 'json', 'verification'] as const
export type ViewFormat = (typeof VIEW_FORMATS)[number]

export const ShareView = Type.Object(
  {
    id: Id,
    at: Timestamp,
    agent: Type.String({ description: 'What kind of program, coarsely.' }),
    format: Type.Enum(VIEW_FORMATS, {
      description:
        'As a page, as JSON, or by having the link verified here, which tells what is in it.',
    }),
  },
  {
    examples: [
      {
        id: '019aa7d1-5f00-7c44-8e01-2f6f0d5b1a03',
        at: '2026-11-22T09:30:00Z',
        agent: 'Firefox on Windows',
        format: 'page',
      },
    ],
  },
)

export const ShareQuery = Type.Object(pageQuery, { additionalProperties: false })
export const ViewQuery = Type.Object(
  { limit: pageQuery.limit, cursor: pageQuery.cursor },
  { additionalProperties: false },
)
export const ShareParams = Type.Object({ id: Id, shareId: Id })

export type NewShare = Static<typeof NewShare>
export type Share = Static<typeof Share>
export type ShareWithUrl = Static<typeof ShareWithUrl>
export type ShareView = Static<typeof ShareView>
