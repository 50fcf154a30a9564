import { type Static, Type } from 'typebox'
import { nullable, Timestamp, text } from '../http/index.ts'

const REVOCATION_STATUSES = ['checking', 'running', 'completed', 'refused'] as const

export const BatchRevocation = Type.Object(
  {
    reason: text(1000, {
      description:
        'Why. It becomes public: whoever has the URL of a credential can read it, so it must name nobody. One that repeats an identifier of a learner is refused.',
    }),
  },
  { additionalProperties: false, examples: [{ reason: 'The course was never held.' }] },
)

/** How far the revocation of a batch is, as a part of the batch. */
export const RevocationProgress = Type.Object({
  status: Type.Enum(REVOCATION_STATUSES, {
    description:
      'checking: whether the reason names a learner, before the first is revoked. running. completed. refused: the reason did; ask again with another.',
  }),
  total: Type.Integer({ minimum: 0, description: 'How many assertions the batch awarded.' }),
  revoked: Type.Integer({
    minimum: 0,
    description: 'How many of them are revoked by now, those included that were so before.',
  }),
  reason: Type.String(),
  problem: nullable(Type.String({ description: 'Why it was refused.' })),
  requestedAt: Timestamp,
  completedAt: nullable(Timestamp),
})

export type RevocationStatus = (typeof REVOCATION_STATUSES)[number]
export type RevocationProgress = Static<typeof RevocationProgress>
