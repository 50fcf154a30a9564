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
import { Identifier } from './identifiers.ts'

const DisplayName = text(200, { description: 'What to call the learner. Never published.' })

const Language = Type.String({
  maxLength: 35,
  pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$',
  description: 'BCP 47: the language of mail to the learner, where nobody says otherwise.',
  examples: ['cy'],
})

export const NewLearner = Type.Object(
  {
    identifiers: Type.Array(Identifier, { minItems: 1, maxItems: 20 }),
    displayName: Type.Optional(nullable(DisplayName)),
    language: Type.Optional(nullable(Language)),
  },
  {
    additionalProperties: false,
    examples: [
      {
        identifiers: [
          { type: 'library-card', value: '29001234567', authority: 'harbour-libraries' },
        ],
        displayName: 'Sam',
      },
    ],
  },
)

export const LearnerPatch = Type.Object(
  {
    displayName: Type.Optional(nullable(DisplayName)),
    language: Type.Optional(nullable(Language)),
    archived: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1, examples: [{ displayName: 'Samira' }] },
)

export const Learner = Type.Object(
  {
    id: Id,
    identifiers: Type.Array(Identifier),
    displayName: nullable(Type.String()),
    language: nullable(Type.String()),
    claimed: Type.Union([Type.Object({ at: Timestamp }), Type.Null()], {
      description:
        'When the learner came and made the record theirs: showed that an identifier is theirs, claimed a badge with a code, answered an award, or was given a token. null: not yet. A key bound to an issuer sees what was done on its behalf.',
    }),
    ...lifecycleFields,
  },
  {
    examples: [
      {
        id: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
        identifiers: [
          { type: 'library-card', value: '29001234567', authority: 'harbour-libraries' },
        ],
        displayName: 'Sam',
        language: 'cy',
        claimed: { at: '2026-11-22T09:41:00Z' },
        ...lifecycleExample,
      },
    ],
  },
)

export const LearnerQuery = Type.Object(pageQuery, { additionalProperties: false })

export const LearnerSearch = Type.Object(
  { identifier: Identifier },
  {
    additionalProperties: false,
    examples: [
      {
        identifier: { type: 'library-card', value: '29001234567', authority: 'harbour-libraries' },
      },
    ],
  },
)

export const LearnerMatches = Type.Object(
  { data: Type.Array(Learner) },
  { examples: [{ data: examplesOf(Learner) }] },
)

export type NewLearner = Static<typeof NewLearner>
export type LearnerPatch = Static<typeof LearnerPatch>
export type Learner = Static<typeof Learner>
