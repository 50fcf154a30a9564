import { type Static, Type } from 'typebox'
import { examplesOf, Id, nullable, Timestamp } from '../http/index.ts'
import { nearness } from '../opportunities/index.ts'
import { DESTINATIONS } from './schema.ts'

const Destination = Type.Enum([...DESTINATIONS])

export const NewGoal = Type.Object(
  {
    pathwayId: Type.Optional(Id),
    badgeClassId: Type.Optional(Id),
    destination: Type.Optional(Destination),
  },
  {
    additionalProperties: false,
    description: 'Exactly one of them.',
    examples: [{ destination: 'Employability' }],
  },
)

export const Goal = Type.Object(
  {
    id: Id,
    learnerId: Id,
    pathwayId: nullable(Id),
    badgeClassId: nullable(Id),
    destination: nullable(Destination),
    createdAt: Timestamp,
  },
  {
    examples: [
      {
        id: '019aa7c5-6f00-7b5c-8d11-90fa6a1f2c44',
        learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
        pathwayId: null,
        badgeClassId: null,
        destination: 'Employability',
        createdAt: '2026-11-22T09:30:00Z',
      },
    ],
  },
)

export const Goals = Type.Object(
  { data: Type.Array(Goal) },
  { examples: [{ data: examplesOf(Goal) }] },
)

export const RouteQuery = Type.Object(
  {
    pathwayId: Type.Optional(Type.Unsafe<string>({ ...Id, description: 'A pathway.' })),
    goalId: Type.Optional(Type.Unsafe<string>({ ...Id, description: 'Or a goal of the learner.' })),
    ...nearness,
  },
  { additionalProperties: false },
)

const Badge = Type.Object({
  badgeClassId: Id,
  name: Type.String(),
  hours: Type.Number({ description: 'What it costs: its declared hours, or 1.' }),
  opportunities: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      startsAt: nullable(Timestamp),
      distanceKm: Type.Union([Type.Number(), Type.Null()], {
        description: 'From the point of `near`; null where none was given.',
      }),
    }),
    {
      description:
        'Up to three opportunities that give it and are not over: with `near` the nearest first, otherwise the soonest.',
    },
  ),
})

const Route = Type.Object({
  badgeClasses: Type.Array(Id, { description: 'The badges that are still to be earned.' }),
  opportunities: Type.Array(Id, {
    description: 'Opportunities that a step asks for; each costs 1.',
  }),
  cost: Type.Number({ description: 'The hours of them together.' }),
  steps: Type.Array(Type.String(), { description: 'The steps that are completed with them.' }),
  explanation: Type.Array(Badge),
})

export const Routes = Type.Object(
  {
    routes: Type.Array(Route, {
      description:
        'The sets of least effort, up to three of the same cost. One without badges when nothing is missing; none when there is no way.',
    }),
    exact: Type.Boolean({
      description:
        'Whether no set costs less. Pathways up to 200 steps are solved exactly; false where the time for that (8 seconds) did not suffice and the best set that was found is told.',
    }),
  },
  {
    examples: [
      {
        routes: [
          {
            badgeClasses: ['019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'],
            opportunities: [],
            cost: 6,
            steps: ['speak'],
            explanation: [
              {
                badgeClassId: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
                name: 'Podcast Producer',
                hours: 6,
                opportunities: [
                  {
                    id: '019aa7c8-3c30-7e4f-8d5a-7f8a9b0c1d23',
                    name: 'Podcasting at the harbour',
                    startsAt: '2026-12-05T14:00:00Z',
                    distanceKm: 1.204,
                  },
                ],
              },
            ],
          },
        ],
        exact: true,
      },
    ],
  },
)

export type NewGoal = Static<typeof NewGoal>
export type Goal = Static<typeof Goal>
export type RouteQuery = Static<typeof RouteQuery>
export type Routes = Static<typeof Routes>
