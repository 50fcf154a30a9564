import { type Static, Type } from 'typebox'
import { Id, nullable, Timestamp } from '../http/index.ts'

export const PathwayReportParams = Type.Object({ id: Id, pathwayId: Id })

const count = (description: string) => nullable(Type.Integer({ description }))

const StepRow = Type.Object({
  id: Type.String(),
  name: Type.String(),
  optional: Type.Boolean(),
  suppressed: Type.Boolean({ description: 'Whether any count of the step is not published.' }),
  fulfilled: count('Learners who completed the step.'),
  share: nullable(
    Type.Number({ description: 'How many that is of those who started, to the next twentieth.' }),
  ),
  reached: count(
    'Learners who completed every step that this one cannot be completed without; all who started when there is none.',
  ),
  dropOff: count('Those of them who have not completed this step.'),
})

export const PathwayReport = Type.Object(
  {
    placeId: Id,
    pathwayId: Id,
    name: Type.String(),
    version: Type.Integer({ description: 'The version of the pathway that has these steps.' }),
    asOf: Timestamp,
    threshold: Type.Integer({ description: 'Counts about fewer people are suppressed.' }),
    explanation: Type.String({ description: 'What was suppressed and why, in a sentence or two.' }),
    started: count('Learners of the place who completed at least one step.'),
    completed: count('Learners of the place who completed every step that is not optional.'),
    steps: Type.Array(StepRow, { description: 'In the order of the pathway.' }),
  },
  {
    examples: [
      {
        placeId: '019aa7c7-1a10-7c2d-8b3f-5d6e7f8a9b01',
        pathwayId: '019aa7c5-6f00-7b5c-8d11-90fa6a1f2c33',
        name: 'Radio maker',
        version: 1,
        asOf: '2026-11-23T02:00:00Z',
        threshold: 5,
        explanation: 'No count is suppressed. Counts are rounded to the nearest five.',
        started: 210,
        completed: 60,
        steps: [
          {
            id: 'listen',
            name: 'Visit the studio',
            optional: false,
            suppressed: false,
            fulfilled: 185,
            share: 0.9,
            reached: 210,
            dropOff: 25,
          },
          {
            id: 'speak',
            name: 'Be on air',
            optional: false,
            suppressed: false,
            fulfilled: 60,
            share: 0.3,
            reached: 185,
            dropOff: 125,
          },
        ],
      },
    ],
  },
)
export type PathwayReport = Static<typeof PathwayReport>
