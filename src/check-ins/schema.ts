import { type Static, Type } from 'typebox'
import { Id, nullable, pageQuery, Timestamp, TimestampInput, text } from '../http/index.ts'
import { Identifier } from '../learners/index.ts'

const At = Type.Unsafe<string>({
  ...TimestampInput,
  description: 'When they came, by the clock of the scanner; left out, now. Not in the future.',
})

export const NewCheckIn = Type.Object(
  {
    identifier: Type.Optional(Identifier),
    learnerId: Type.Optional(Id),
    claimCode: Type.Optional(
      text(40, {
        description:
          'A claim code of the issuer that they brought. One that somebody has claimed with, or that is reserved for somebody, says who came; with any other say `identifier` or `learnerId` besides. Unless they had claimed before, they claim with it, by all its rules (its time is looked at for when they came), and have what it is for as well: a badge of both once.',
      }),
    ),
    at: Type.Optional(At),
  },
  {
    additionalProperties: false,
    description:
      "One of identifier, learnerId and claimCode says who came, or one of the first two with the claimCode that they brought; a learner's own token says so itself. A card without an authority has that of the opportunity, its place, or else its issuer, as everywhere.",
    examples: [{ identifier: { type: 'library-card', value: '29001234567' } }],
  },
)

const Award = Type.Object({
  id: Id,
  badgeClassId: Id,
  credentialUrl: Type.String({ description: 'The public URL; whoever has it may look.' }),
})

const awardExample = {
  id: '019aa7c4-34a2-7236-9bbb-ecd5bb657712',
  badgeClassId: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
  credentialUrl: 'https://badges.example.org/credentials/1Qv9cW3mS1m8w2m0bq3m7A',
}

const fields = {
  id: Id,
  opportunityId: Id,
  occurrence: Type.Union([Timestamp, Type.Null()], {
    description: 'Which of the occurrences, by its start; null where it does not recur.',
  }),
  learnerId: nullable(Id),
  at: Timestamp,
  recordedAt: Timestamp,
  assertions: Type.Array(Award, {
    description: 'The badges of the activity that the learner has, awarded now or before.',
  }),
}

const example = {
  id: '019aa7c9-4d40-7f50-9e6b-8a9b0c1d2e34',
  opportunityId: '019aa7c8-3c30-7e4f-8d5a-7f8a9b0c1d23',
  occurrence: '2026-12-05T14:00:00Z',
  learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
  at: '2026-12-05T14:03:00Z',
  recordedAt: '2026-12-05T14:03:00Z',
  assertions: [awardExample],
}

export const CheckIn = Type.Object(fields, { examples: [example] })

export const CheckedIn = Type.Object(
  {
    ...fields,
    identifier: Type.Union([Identifier, Type.Null()], {
      description: 'The identifier as it was taken, with the authority that it was given.',
    }),
  },
  {
    examples: [
      {
        ...example,
        identifier: { type: 'library-card', value: '29001234567', authority: 'harbour-libraries' },
      },
    ],
  },
)

export const CheckInQuery = Type.Object(
  {
    limit: pageQuery.limit,
    cursor: pageQuery.cursor,
    occurrence: Type.Optional(
      Type.Unsafe<string>({
        ...TimestampInput,
        description: 'Those of one occurrence, by its start.',
      }),
    ),
  },
  { additionalProperties: false },
)

export const AttendanceQuery = Type.Object(
  {
    occurrence: Type.Optional(
      Type.Unsafe<string>({
        ...TimestampInput,
        description:
          'Which one, by its start; left out, that of now: the last to have begun, or begin within two hours.',
      }),
    ),
  },
  { additionalProperties: false },
)

export const AttendanceCount = Type.Object(
  {
    opportunityId: Id,
    occurrence: Type.Union([Timestamp, Type.Null()], {
      description: 'Which of the occurrences, by its start; null where it does not recur.',
    }),
    capacity: nullable(Type.Integer()),
    checkedIn: Type.Integer({ description: 'How many came, in whichever way they checked in.' }),
    placesLeft: nullable(Type.Integer()),
    beyondCapacity: Type.Integer({ description: 'How many more came than there are places.' }),
  },
  {
    examples: [
      {
        opportunityId: example.opportunityId,
        occurrence: example.occurrence,
        capacity: 20,
        checkedIn: 23,
        placesLeft: 0,
        beyondCapacity: 3,
      },
    ],
  },
)

export const CheckInParams = Type.Object({ id: Id, checkInId: Id })

const rowExample = {
  reference: 'tap-1',
  identifier: { type: 'library-card', value: '29001234567' },
  at: '2026-11-21T14:03:00Z',
}

/** A row of a scanner's batch; with `reference`, what the scanner knows it by. */
export const CheckInRow = Type.Object(
  {
    ...NewCheckIn.properties,
    reference: Type.Optional(text(200, { description: 'Your own name for the row.' })),
  },
  { additionalProperties: false, examples: [rowExample] },
)

export const CheckInRows = Type.Array(CheckInRow, {
  minItems: 1,
  maxItems: 1000,
  examples: [[rowExample]],
})

export const CheckInResult = Type.Object(
  {
    row: Type.Integer({ description: 'Counts from 1.' }),
    reference: Type.Optional(Type.String()),
    outcome: Type.Enum(['checked-in', 'already-there', 'refused']),
    checkIn: Type.Optional(CheckedIn),
    problem: Type.Optional(
      Type.Object({
        type: Type.String(),
        field: Type.Optional(Type.String()),
        detail: Type.String(),
      }),
    ),
  },
  { examples: [{ row: 1, reference: 'tap-1', outcome: 'checked-in' }] },
)

export const CheckInResults = Type.Object(
  { data: Type.Array(CheckInResult) },
  { examples: [{ data: [{ row: 1, reference: 'tap-1', outcome: 'checked-in' }] }] },
)

export type NewCheckIn = Static<typeof NewCheckIn>
export type AttendanceCount = Static<typeof AttendanceCount>
export type CheckIn = Static<typeof CheckIn>
export type CheckedIn = Static<typeof CheckedIn>
export type CheckInRow = Static<typeof CheckInRow>
export type CheckInResult = Static<typeof CheckInResult>
