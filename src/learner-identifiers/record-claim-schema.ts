import { type Static, Type } from 'typebox'
import { Id, Timestamp, text, Url } from '../http/index.ts'
import { Identifier } from '../learners/index.ts'

const claimId = '019aa7d1-5b2e-7d11-8f43-2a6b7c8d9e60'

export const NewRecordClaim = Type.Object(
  {
    identifier: Identifier,
    language: Type.Optional(text(35, { description: 'BCP 47; of the mail.' })),
    link: Type.Optional(
      Type.Union([Url], {
        description:
          'A page of yours that the mail leads to besides, with `#record-claim=...&code=...` at its end.',
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ identifier: { type: 'email', value: 'sam@example.org' }, language: 'en' }],
  },
)

export const RecordClaim = Type.Object(
  { id: Id, expiresAt: Timestamp },
  { examples: [{ id: claimId, expiresAt: '2026-11-22T09:45:00Z' }] },
)

export const RecordClaimCompletion = Type.Object(
  { code: text(40, { description: 'As it came by mail.' }) },
  { additionalProperties: false, examples: [{ code: '4711 0815' }] },
)

export const CompletedRecordClaim = Type.Object(
  {
    id: Id,
    learnerId: Id,
    identifierId: Type.Unsafe<string>({ ...Id, description: 'The identifier, verified now.' }),
    completedAt: Timestamp,
  },
  {
    examples: [
      {
        id: claimId,
        learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
        identifierId: '019aa7c7-3c1d-7a6e-9b20-1d4c6e8f0a51',
        completedAt: '2026-11-22T09:41:00Z',
      },
    ],
  },
)

export const RecordClaimCounts = Type.Object(
  {
    learners: Type.Integer({ description: 'Those in the list of learners.' }),
    claimed: Type.Integer({ description: 'Of these, those who came and made the record theirs.' }),
  },
  { examples: [{ learners: 1204, claimed: 377 }] },
)

export type NewRecordClaim = Static<typeof NewRecordClaim>
export type RecordClaim = Static<typeof RecordClaim>
export type CompletedRecordClaim = Static<typeof CompletedRecordClaim>
export type RecordClaimCounts = Static<typeof RecordClaimCounts>
