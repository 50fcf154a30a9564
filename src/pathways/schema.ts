import { type Static, Type } from 'typebox'
import {
  examplesOf,
  Id,
  lifecycleExample,
  lifecycleFields,
  nullable,
  pageQuery,
  Timestamp,
  text,
} from '../http/index.ts'
import { RequirementReference, StepId } from '../requirements/index.ts'

/** Where pathways can lead. */
export const DESTINATIONS = [
  'Education',
  'Enterprise',
  'Employability',
  'Civic engagement',
] as const

const stepMembers = {
  id: StepId,
  name: text(200),
  requires: RequirementReference,
  optional: Type.Optional(
    Type.Boolean({ description: 'Whether the pathway is complete without it, too.' }),
  ),
}
const StepSchema = Type.Object(stepMembers)
const NewStep = Type.Object(
  {
    ...stepMembers,
    name: Type.Optional(text(200, { description: 'The id, when left out.' })),
  },
  { additionalProperties: false },
)

const Status = Type.Enum(['draft', 'published'])

const WhenGroundFalls = Type.Enum(['keep', 'flag', 'revoke'], {
  description:
    'What becomes of the badge of a completed pathway when the learner no longer meets it, because an assertion was revoked or suspended, or has ended: it stays, the completion is marked, or it is revoked.',
})

const LearnersUnderWay = Type.Enum(['keep', 'move'], {
  description:
    'With new steps: whether learners who have completed a step of theirs go on with them, or move to the new ones like everybody else (move, when left out). Alone, `move` moves those who kept theirs before.',
})

const members = {
  name: text(200),
  description: nullable(text(5000)),
  steps: Type.Array(NewStep, { minItems: 1, maxItems: 200 }),
  awards: nullable({
    ...Id,
    description: 'The badge class that is awarded to who completes the pathway, once.',
  }),
  placeId: nullable(Id),
  destinations: Type.Array(Type.Enum([...DESTINATIONS]), { maxItems: 4, uniqueItems: true }),
}

const stepsExample = [
  {
    id: 'listen',
    name: 'Visit the studio',
    requires: { badgeClass: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411' },
  },
  {
    id: 'speak',
    name: 'Be on air',
    requires: { all: [{ step: 'listen' }, { layer: 'Demonstrate', count: 1 }] },
  },
]

export const NewPathway = Type.Object(
  {
    name: members.name,
    description: Type.Optional(members.description),
    issuerId: Type.Optional(nullable(Id)),
    placeId: Type.Optional(members.placeId),
    steps: members.steps,
    awards: Type.Optional(members.awards),
    whenGroundFalls: Type.Optional(WhenGroundFalls),
    destinations: Type.Optional(members.destinations),
    status: Type.Optional(Status),
  },
  {
    additionalProperties: false,
    examples: [{ name: 'Into radio', steps: stepsExample, destinations: ['Employability'] }],
  },
)

export const PathwayPatch = Type.Object(
  {
    name: Type.Optional(members.name),
    description: Type.Optional(members.description),
    placeId: Type.Optional(members.placeId),
    steps: Type.Optional(members.steps),
    awards: Type.Optional(members.awards),
    whenGroundFalls: Type.Optional(WhenGroundFalls),
    destinations: Type.Optional(members.destinations),
    status: Type.Optional(Status),
    learnersUnderWay: Type.Optional(LearnersUnderWay),
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
    placeId: nullable(Id),
    status: Status,
    version: Type.Integer({
      description: 'Counts from 1; new steps of a published pathway make a new version.',
    }),
    steps: Type.Array(StepSchema),
    awards: nullable(Id),
    whenGroundFalls: WhenGroundFalls,
    destinations: Type.Array(Type.String()),
    derivedFrom: nullable(
      Type.Object(
        { pathwayId: Id, version: Type.Integer() },
        { description: 'The pathway of another place that it was made from, as it was then.' },
      ),
    ),
    ...lifecycleFields,
  },
  {
    examples: [
      {
        id: '019aa7c5-6f00-7b5c-8d11-90fa6a1f2c33',
        name: 'Into radio',
        description: null,
        issuerId: null,
        placeId: null,
        status: 'published',
        version: 1,
        steps: stepsExample,
        awards: null,
        whenGroundFalls: 'flag',
        destinations: ['Employability'],
        derivedFrom: null,
        ...lifecycleExample,
      },
    ],
  },
)

const PathwayVersion = Type.Object(
  {
    version: Type.Integer(),
    steps: Type.Array(StepSchema),
    learnersUnderWay: LearnersUnderWay,
    createdAt: Timestamp,
  },
  {
    examples: [
      {
        version: 1,
        steps: stepsExample,
        learnersUnderWay: 'move',
        createdAt: '2026-11-22T09:30:00Z',
      },
    ],
  },
)

export const PathwayVersions = Type.Object(
  { data: Type.Array(PathwayVersion, { description: 'Newest first.' }) },
  { examples: [{ data: examplesOf(PathwayVersion) }] },
)

export const PathwayQuery = Type.Object(pageQuery, { additionalProperties: false })

export type NewPathway = Static<typeof NewPathway>
export type PathwayPatch = Static<typeof PathwayPatch>
export type Pathway = Static<typeof Pathway>
export type PathwayVersions = Static<typeof PathwayVersions>
