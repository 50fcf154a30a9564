import { type Static, Type } from 'typebox'
import { StatedResult } from '../badge-classes/index.ts'
import { Id, nullable, TimestampInput, text, Url } from '../http/index.ts'
import { Identifier } from '../learners/index.ts'

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

export const EvidenceList = Type.Array(Evidence, { maxItems: 20 })

export const Results = Type.Array(StatedResult, {
  maxItems: 20,
  description: 'What this learner reached, of the results that the badge class describes.',
})

export const Narrative = text(20_000, { description: 'How this learner earned it. Markdown.' })

export const Note = text(5000, { description: "For the issuer's own records. Never published." })

export const NewAssertion = Type.Object(
  {
    badgeClassId: Id,
    recipient: Type.Optional(Identifier),
    learnerId: Type.Optional(Id),
    narrative: Type.Optional(Narrative),
    evidence: Type.Optional(EvidenceList),
    results: Type.Optional(Results),
    validFrom: Type.Optional(TimestampInput),
    validUntil: Type.Optional(
      nullable(
        Type.String({
          format: 'date-time',
          maxLength: 40,
          description:
            'RFC 3339; fractions of a second are cut off. Left out, the expiry policy of the badge class decides; null is no end, whatever the policy.',
        }),
      ),
    ),
    note: Type.Optional(Note),
    notify: Type.Optional(
      Type.Boolean({
        description:
          'Whether the learner is told by mail, as far as the installation allows it (`AWARD_NOTICES`). Left out: as the installation says; in bulk, not.',
      }),
    ),
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
        results: [{ name: 'Score', value: '87' }],
      },
    ],
  },
)

export type NewAssertion = Static<typeof NewAssertion>
