import { type Static, Type } from 'typebox'
import { Id, nullable, Timestamp, text } from '../http/index.ts'

const Characteristic = Type.String({
  pattern: '^[a-z][a-z0-9-]*$',
  maxLength: 50,
  description: 'One that the place reports on: see its `settings.equalityCharacteristics`.',
  examples: ['care-experience'],
})

export const EqualityAnswersInput = Type.Object(
  {
    placeId: Id,
    answers: Type.Array(
      Type.Object(
        { characteristic: Characteristic, answer: nullable(text(100)) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 30, description: 'Null takes an answer back.' },
    ),
  },
  {
    additionalProperties: false,
    examples: [
      {
        placeId: '019aa7c8-0a10-7c20-9d30-1e2f3a4b5c60',
        answers: [{ characteristic: 'care-experience', answer: 'Prefer not to say' }],
      },
    ],
  },
)

export const EqualityAnswers = Type.Object(
  {
    data: Type.Array(
      Type.Object({ placeId: Id, characteristic: Type.String(), answer: Type.String() }),
    ),
  },
  {
    examples: [
      {
        data: [
          {
            placeId: '019aa7c8-0a10-7c20-9d30-1e2f3a4b5c60',
            characteristic: 'care-experience',
            answer: 'Prefer not to say',
          },
        ],
      },
    ],
  },
)

export const EqualityReportQuery = Type.Object(
  {
    characteristic: Type.Unsafe<string>({
      ...Characteristic,
      examples: ['care-experience'],
    }),
  },
  { additionalProperties: false },
)

export const EqualityReport = Type.Object(
  {
    placeId: Id,
    characteristic: Type.String(),
    question: Type.String(),
    at: Type.Union([Timestamp, Type.Null()], {
      description: 'What moment it is of; null: there are too few answers for any report.',
    }),
    threshold: Type.Integer({ description: 'Fewer learners than that are never told of.' }),
    answered: Type.Union([Type.Integer(), Type.Null()], {
      description: 'How many learners answered.',
    }),
    answers: Type.Array(
      Type.Object({
        answer: Type.String(),
        count: Type.Union([Type.Integer(), Type.Null()], { description: 'Null: not told.' }),
      }),
    ),
  },
  {
    examples: [
      {
        placeId: '019aa7c8-0a10-7c20-9d30-1e2f3a4b5c60',
        characteristic: 'care-experience',
        question: 'Have you ever been in care or looked after?',
        at: '2026-11-22T09:30:00Z',
        threshold: 10,
        answered: 130,
        answers: [
          { answer: 'Yes', count: null },
          { answer: 'No', count: 101 },
          { answer: 'Prefer not to say', count: null },
        ],
      },
    ],
  },
)

export type EqualityAnswersInput = Static<typeof EqualityAnswersInput>
export type EqualityAnswers = Static<typeof EqualityAnswers>
export type EqualityReport = Static<typeof EqualityReport>
