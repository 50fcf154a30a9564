import { type Static, Type } from 'typebox'

/** What a learner can say to an award. */
export const Acceptance = Type.Enum(['pending', 'accepted', 'declined'], {
  type: 'string',
  description:
    'What the learner says to the award. Nobody sees a declined one at its public URL, and it does not count along pathways.',
})

/** Who can see an award. */
export const Visibility = Type.Enum(['link', 'hidden'], {
  type: 'string',
  description: 'Who can see it: whoever has its URL, or nobody.',
})

export const AcceptanceChoice = Type.Object(
  { status: Type.Enum(['accepted', 'declined'], { type: 'string' }) },
  { additionalProperties: false, examples: [{ status: 'accepted' }] },
)

export const VisibilityChoice = Type.Object(
  { visibility: Visibility },
  { additionalProperties: false, examples: [{ visibility: 'hidden' }] },
)

export type Acceptance = Static<typeof Acceptance>
export type Visibility = Static<typeof Visibility>
export type AcceptanceChoice = Static<typeof AcceptanceChoice>
