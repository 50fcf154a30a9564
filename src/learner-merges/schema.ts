import { type Static, Type } from 'typebox'
import { Id, nullable, Timestamp } from '../http/index.ts'

const TOKEN = 'wlt_qCmw-zOOCyGRitk2ICgH8dUHcu7ab9yB8ruSBGsUQaE'

const Proof = Type.Object(
  {
    verificationId: Type.Optional(Id),
    token: Type.Optional(
      Type.String({ pattern: '^wlt_[A-Za-z0-9_-]{43}$', maxLength: 47, examples: [TOKEN] }),
    ),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    description:
      'That the person is there: a verification by mail or DID of one of the identifiers, answered in the last quarter of an hour and used for nothing else, or a token of the learner that the platform minted and that may write (`learners:write`).',
  },
)

export const NewMerge = Type.Object(
  {
    learnerId: Type.Union([Id], { description: 'Who is merged, and is no more afterwards.' }),
    proof: Type.Object(
      { own: Type.Optional(Proof), other: Type.Optional(Proof) },
      {
        additionalProperties: false,
        description:
          "`own` about the learner who stays, not needed with that learner's own token; `other` about the one who is merged.",
      },
    ),
  },
  {
    additionalProperties: false,
    examples: [
      {
        learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
        proof: {
          own: { verificationId: '019aa7c8-5b2e-7d11-8f43-2a6b7c8d9e60' },
          other: { verificationId: '019aa7c8-61aa-7c02-9d55-0b1e2f3a4c5d' },
        },
      },
    ],
  },
)

const mergeExample = {
  id: '019aa7c9-1d2e-7f3a-8b4c-5d6e7f8a9b0c',
  learnerId: '5c1f2d3e-4b5a-7687-98a9-bacbdcedfe0f',
  mergedLearnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
  createdAt: '2026-11-22T09:50:00Z',
  undoneAt: null,
}

export const Merge = Type.Object(
  {
    id: Id,
    learnerId: Type.Union([Id], { description: 'Who stays.' }),
    mergedLearnerId: Id,
    createdAt: Timestamp,
    undoneAt: nullable(Timestamp),
  },
  { examples: [mergeExample] },
)

export const Merges = Type.Object(
  { data: Type.Array(Merge) },
  { examples: [{ data: [mergeExample] }] },
)

export const Undoing = Type.Object(
  { mergeId: Id },
  { additionalProperties: false, examples: [{ mergeId: mergeExample.id }] },
)

export type NewMerge = Static<typeof NewMerge>
export type Merge = Static<typeof Merge>
export type Proof = Static<typeof Proof>
