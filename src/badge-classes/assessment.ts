import { type Static, Type } from 'typebox'
import { type FieldProblem, text } from '../http/index.ts'

/** Who looks at what somebody who applies for a badge has done. */
const ASSESSORS = ['issuer', 'organiser', 'peer', 'self'] as const

/**
 * How applications for a badge are looked at. It is no part of what is signed: that is the narrative
 * of the criteria.
 */
export const Assessment = Type.Object(
  {
    by: Type.Enum([...ASSESSORS], {
      type: 'string',
      description:
        'issuer: a key of the issuer, or of the platform; organiser: a key of the issuer only; peer: other learners, whom the issuer names for each application; self: the learner alone.',
    }),
    criteria: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Type.String({
              pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
              maxLength: 64,
              description: 'Your name for it: small letters, digits and hyphens.',
              examples: ['edited'],
            }),
            text: text(2000),
          },
          { additionalProperties: false },
        ),
        { maxItems: 50, description: 'What is looked at, one by one.' },
      ),
    ),
    reviewersNeeded: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 5,
        description: 'How many different ones have to find it met; 1 when left out.',
      }),
    ),
    awardAutomatically: Type.Optional(
      Type.Boolean({
        description:
          'Whether the check of the learner or of peers awards by itself. Otherwise the issuer confirms it.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type Assessment = Static<typeof Assessment>

/** The same with what was left out. */
export type FullAssessment = Required<Assessment>

/** How applications for a badge are looked at, also where its class says nothing of it. */
export function assessmentOf({ assessment }: { assessment: unknown }): FullAssessment {
  return {
    by: 'issuer',
    criteria: [],
    reviewersNeeded: 1,
    awardAutomatically: false,
    ...(assessment as Assessment | null),
  }
}

/** What makes no sense about an assessment; null when it can be used. */
export function assessmentProblem(assessment: Assessment): FieldProblem | null {
  const { by, criteria = [], reviewersNeeded = 1, awardAutomatically = false } = assessment
  const ids = criteria.map(({ id }) => id)
  const twice = ids.findIndex((id, position) => ids.indexOf(id) !== position)
  if (twice !== -1) {
    const field = `assessment.criteria[${twice}].id`
    return { field, detail: `${field} stands there before.` }
  }
  if (by === 'self' && reviewersNeeded !== 1) {
    const field = 'assessment.reviewersNeeded'
    return { field, detail: `${field} has no meaning where learners look at it themselves.` }
  }
  if (awardAutomatically && by !== 'self' && by !== 'peer') {
    const field = 'assessment.awardAutomatically'
    return { field, detail: `${field} has no meaning where the issuer decides anyway.` }
  }
  return null
}
