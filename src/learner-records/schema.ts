import { type Static, Type } from 'typebox'
import { Id, nullable, Timestamp, text } from '../http/index.ts'

export const NewErasure = Type.Object(
  {
    reason: text(1000, {
      description: 'Why. It is kept, so it must not name the learner: one that does is refused.',
    }),
  },
  { additionalProperties: false, examples: [{ reason: 'Asked for by the learner.' }] },
)

export const Erasure = Type.Object(
  {
    id: Id,
    status: Type.Enum(['running', 'completed'], {
      description:
        '`running`: the learner is gone, and what others sent (rows of award batches, answers kept for idempotency keys, events, jobs) is being looked through for what is left.',
    }),
    reason: Type.String(),
    actorId: Type.String({ description: 'Id of the API key or token, or `admin`.' }),
    requestedAt: Timestamp,
    completedAt: nullable(Timestamp),
  },
  {
    examples: [
      {
        id: '019aa7c8-2d10-7b6e-8a51-1f0c9d7e5b21',
        status: 'completed',
        reason: 'Asked for by the learner.',
        actorId: 'admin',
        requestedAt: '2026-11-22T09:30:00Z',
        completedAt: '2026-11-22T09:30:01Z',
      },
    ],
  },
)

export const RetentionPreview = Type.Object(
  {
    data: Type.Array(
      Type.Object({
        learnerId: Id,
        rule: Type.Enum(['unclaimed', 'inactive']),
        since: Type.Unsafe<string>({
          ...Timestamp,
          description: 'The last award, or for `inactive` the last award or reading.',
        }),
      }),
      { description: 'By the id of the learner, at most 200.' },
    ),
    hasMore: Type.Boolean(),
  },
  {
    examples: [
      {
        data: [
          {
            learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
            rule: 'unclaimed',
            since: '2024-05-31T12:00:00Z',
          },
        ],
        hasMore: false,
      },
    ],
  },
)

export type RetentionPreview = Static<typeof RetentionPreview>
export type NewErasure = Static<typeof NewErasure>
export type Erasure = Static<typeof Erasure>
