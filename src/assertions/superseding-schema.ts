import { type Static, Type } from 'typebox'
import { Id, nullable, TimestampInput } from '../http/index.ts'
import { Identifier } from '../learners/index.ts'
import { EvidenceList, Narrative, Note, Results } from './award-schema.ts'
import { PublicReason } from './status-schema.ts'

export const SUPERSESSIONS = ['correction', 'renewal', 'reissue'] as const

/** Why an assertion stands in the place of another. */
export type SupersessionKind = (typeof SUPERSESSIONS)[number]

const said = {
  narrative: Type.Optional(nullable(Narrative)),
  evidence: Type.Optional(nullable(EvidenceList)),
  results: Type.Optional(nullable(Results)),
}
const note = Type.Optional(nullable(Note))

export const Correction = Type.Object(
  {
    reason: PublicReason,
    recipient: Type.Optional(Identifier),
    learnerId: Type.Optional(Id),
    ...said,
    validFrom: Type.Optional(TimestampInput),
    validUntil: Type.Optional(nullable(TimestampInput)),
    note,
  },
  {
    additionalProperties: false,
    description:
      'What was wrong, and what is right. What is left out is taken over from the wrong assertion, null takes it away. At most one of recipient and learnerId says who earned the badge in truth.',
    examples: [
      {
        reason: 'The narrative was about another episode.',
        narrative: 'Interviewed two pilots and cut the episode alone.',
      },
    ],
  },
)

export const Renewal = Type.Object(
  { ...said, note },
  {
    additionalProperties: false,
    description:
      'What is new. What is left out is taken over from the earlier assertion, null takes it away.',
    examples: [{ narrative: 'Passed the refresher course.' }],
  },
)

export type Correction = Static<typeof Correction>
export type Renewal = Static<typeof Renewal>
