import { type Static, Type } from 'typebox'
import { Id, nullable, PageOf, pageQuery, Timestamp } from '../http/index.ts'
import { RevocationProgress } from './revocation-schema.ts'

const STATUSES = [
  'receiving',
  'incomplete',
  'queued',
  'running',
  'paused',
  'completed',
  'cancelled',
] as const

export const ON_INVALID = ['skip', 'reject'] as const
export const ON_DUPLICATE = ['skip', 'reissue', 'allow'] as const

const count = (description: string) => Type.Integer({ minimum: 0, description })

const Column = Type.Object({
  header: Type.String({ description: 'As it stands in the file.' }),
  field: nullable(
    Type.String({ description: 'What it says of an award; null: it is left aside.' }),
  ),
})

/** A batch without its rows: what was asked for, and how far it is. */
export const AwardBatch = Type.Object(
  {
    id: Id,
    issuerId: nullable(Id),
    badgeClassId: Type.Union([Id, Type.Null()], {
      description: 'What all rows are awarded; null: each row names its own.',
    }),
    status: Type.Enum(STATUSES, {
      description:
        'receiving: rows are coming in. incomplete: they were cut off; send them again. queued: waits for its turn. running, paused, completed, cancelled.',
    }),
    onInvalid: Type.Enum(ON_INVALID),
    onDuplicate: Type.Enum(ON_DUPLICATE),
    notify: Type.Boolean({
      description: 'Whether learners are told by mail, where a row says nothing of it.',
    }),
    total: count('Rows; while they are coming in, those that are stored.'),
    awarded: count('Rows that ended in a badge.'),
    duplicates: count('Rows whose learner had the badge.'),
    invalid: count('Rows that say something wrong.'),
    failed: count('Rows that could not be awarded for another reason.'),
    columns: Type.Optional(
      Type.Array(Column, { description: 'How the columns of a CSV file were understood.' }),
    ),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    startedAt: nullable(Timestamp),
    completedAt: nullable(Timestamp),
    answersUntil: Type.Union([Timestamp, Type.Null()], {
      description:
        'Until when results can be read; null while rows are worked on. A batch that is incomplete or paused can be gone on with until then.',
    }),
    forgottenAt: Type.Union([Timestamp, Type.Null()], {
      description: 'When its rows and the answers to them were deleted.',
    }),
    revocation: Type.Union([RevocationProgress, Type.Null()], {
      description: 'How far revoking everything that it awarded is; null: nobody asked for it.',
    }),
  },
  {
    examples: [
      {
        id: '019aa7c5-8b1f-7a5e-b0c4-6f0a51c0d3e2',
        issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        badgeClassId: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
        status: 'running',
        onInvalid: 'skip',
        onDuplicate: 'skip',
        notify: false,
        total: 10_000,
        awarded: 3_940,
        duplicates: 52,
        invalid: 8,
        failed: 0,
        columns: [
          { header: 'E-mail', field: 'recipient.value' },
          { header: 'Remarks', field: null },
        ],
        createdAt: '2026-11-22T09:30:00Z',
        updatedAt: '2026-11-22T09:30:04Z',
        startedAt: '2026-11-22T09:30:02Z',
        completedAt: null,
        answersUntil: null,
        forgottenAt: null,
        revocation: null,
      },
    ],
  },
)

const { limit, cursor } = pageQuery

export const AwardBatchQuery = Type.Object(
  { limit, cursor, status: Type.Optional(Type.Enum(STATUSES)), badgeClassId: Type.Optional(Id) },
  { additionalProperties: false },
)

export const AwardBatchPage = PageOf(AwardBatch)

export type AwardBatch = Static<typeof AwardBatch>
export type AwardBatchFilter = Pick<Static<typeof AwardBatchQuery>, 'status' | 'badgeClassId'>
export type AwardBatchStatus = (typeof STATUSES)[number]
