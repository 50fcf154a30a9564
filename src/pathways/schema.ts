import { type Static, Type } from 'typebox'
import { Id, lifecycleExample, lifecycleFields, nullable, pageQuery, text } from '../http/index.ts'

const Step = Type.Object(
  {
    id: Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
      description: 'Names the step within its pathway.',
    }),
    name: text(200),
    requires: Type.Object({ badgeClass: Id }, { additionalProperties: false }),
  },
  { additionalProperties: false },
)

export const NewPathway = Type.Object(
  {
    name: text(200),
    description: Type.Optional(nullable(text(5000))),
    issuerId: Type.Optional(nullable(Id)),
    steps: Type.Array(Step, { minItems: 1, maxItems: 200 }),
  },
  {
    additionalProperties: false,
    examples: [
      {
        name: 'Into radio',
        steps: [
          {
            id: 'listen',
            name: 'Visit the studio',
            requires: { badgeClass: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411' },
          },
        ],
      },
    ],
  },
)

export const PathwayPatch = Type.Object(
  {
    name: Type.Optional(NewPathway.properties.name),
    description: NewPathway.properties.description,
    steps: Type.Optional(NewPathway.properties.steps),
    archived: Type.Optional(Type.Boolean()),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ name: 'Into radio and podcasts' }],
  },
)

export const Pathway = Type.Object(
  {
    id: Id,
    name: Type.String(),
    description: nullable(Type.String()),
    issuerId: nullable(Id),
    steps: Type.Array(Step),
    ...lifecycleFields,
  },
  {
    examples: [
      {
        id: '019aa7c5-6f00-7b5c-8d11-90fa6a1f2c33',
        name: 'Into radio',
        description: null,
        issuerId: null,
        steps: [
          {
            id: 'listen',
            name: 'Visit the studio',
            requires: { badgeClass: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411' },
          },
        ],
        ...lifecycleExample,
      },
    ],
  },
)

export const PathwayQuery = Type.Object(pageQuery, { additionalProperties: false })

export const ProgressParams = Type.Object({ id: Id, pathwayId: Id })

const StepProgress = Type.Object({
  id: Type.String(),
  name: Type.String(),
  status: Type.Enum(['not-started', 'completed']),
  satisfiedBy: Type.Array(Id, { description: 'The assertions that meet the step.' }),
})

export const Progress = Type.Object(
  {
    learnerId: Id,
    pathwayId: Id,
    status: Type.Enum(['not-started', 'in-progress', 'completed']),
    steps: Type.Array(StepProgress),
  },
  {
    examples: [
      {
        learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
        pathwayId: '019aa7c5-6f00-7b5c-8d11-90fa6a1f2c33',
        status: 'completed',
        steps: [
          {
            id: 'listen',
            name: 'Visit the studio',
            status: 'completed',
            satisfiedBy: ['019aa7c4-34a2-7236-9bbb-ecd5bb657712'],
          },
        ],
      },
    ],
  },
)

export type Step = Static<typeof Step>
export type NewPathway = Static<typeof NewPathway>
export type PathwayPatch = Static<typeof PathwayPatch>
export type Pathway = Static<typeof Pathway>
export type Progress = Static<typeof Progress>
