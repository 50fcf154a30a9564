import { type Static, Type } from 'typebox'
import { Id, nullable, pageQuery, Timestamp } from '../http/index.ts'
import { ExplainedReference, RequirementReference } from '../requirements/index.ts'

export const ProgressParams = Type.Object({ id: Id, pathwayId: Id })

const StepProgress = Type.Object({
  id: Type.String(),
  name: Type.String(),
  optional: Type.Boolean(),
  status: Type.Enum(['not-started', 'completed']),
  satisfiedBy: Type.Array(Id, {
    description: 'The assertions, or check-ins, that meet the step; none before it is completed.',
  }),
  missing: Type.Union([RequirementReference, Type.Null()], {
    description: 'What is still asked for, in the form of a requirement; null when it is met.',
  }),
  why: ExplainedReference,
})

export const Completion = Type.Object({
  id: Id,
  learnerId: Id,
  version: Type.Integer({ description: 'The version of the pathway that was completed.' }),
  completedAt: Timestamp,
  assertionIds: Type.Array(Id, { description: 'The badge that was awarded for it.' }),
  groundFellAt: nullable(
    Type.String({
      format: 'date-time',
      description: 'Since when the learner no longer meets the pathway.',
    }),
  ),
  revokedAt: nullable(
    Type.String({ format: 'date-time', description: 'When the badge was revoked for that.' }),
  ),
})

export const CompletionQuery = Type.Object(
  {
    ...pageQuery,
    flagged: Type.Optional(
      Type.Boolean({ description: 'Only those whose ground has fallen away.' }),
    ),
  },
  { additionalProperties: false },
)

export const Progress = Type.Object(
  {
    learnerId: Id,
    pathwayId: Id,
    version: Type.Integer({ description: 'The version of the pathway that the learner follows.' }),
    status: Type.Enum(['not-started', 'in-progress', 'completed'], {
      description:
        'completed when every step is that is not optional; in-progress when some step is.',
    }),
    steps: Type.Array(StepProgress),
    completion: Type.Union([Completion, Type.Null()], {
      description: 'Of a pathway that awards a badge: what was awarded, once it was.',
    }),
  },
  {
    examples: [
      {
        learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
        pathwayId: '019aa7c5-6f00-7b5c-8d11-90fa6a1f2c33',
        version: 1,
        status: 'in-progress',
        steps: [
          {
            id: 'listen',
            name: 'Visit the studio',
            optional: false,
            status: 'completed',
            satisfiedBy: ['019aa7c4-34a2-7236-9bbb-ecd5bb657712'],
            missing: null,
            why: {
              badgeClass: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
              met: true,
              satisfiedBy: ['019aa7c4-34a2-7236-9bbb-ecd5bb657712'],
            },
          },
          {
            id: 'speak',
            name: 'Be on air',
            optional: false,
            status: 'not-started',
            satisfiedBy: [],
            missing: { all: [{ layer: 'Demonstrate', count: 1 }] },
            why: {
              all: [
                {
                  step: 'listen',
                  met: true,
                  satisfiedBy: ['019aa7c4-34a2-7236-9bbb-ecd5bb657712'],
                },
                { layer: 'Demonstrate', count: 1, have: 0, met: false, satisfiedBy: [] },
              ],
              met: false,
              have: 1,
            },
          },
        ],
        completion: null,
      },
    ],
  },
)

export type Completion = Static<typeof Completion>
export type Progress = Static<typeof Progress>
