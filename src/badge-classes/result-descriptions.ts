import { type Static, Type } from 'typebox'
import { resultStatuses } from '../credentials/index.ts'
import { text } from '../http/index.ts'

/** A result that awards can state (Open Badges 3.0, ResultDescription). */
export const ResultDescription = Type.Object(
  {
    name: text(100, {
      description:
        'Awards name it by this; no two of a badge class differ in case and spaces alone.',
      examples: ['Score'],
    }),
    resultType: text(100, {
      description:
        'A type of Open Badges 3.0, such as Percent, RawScore, LetterGrade or Status, or one of your own as ext:Name. Percent, RawScore and GradePointAverage are numbers.',
      examples: ['Percent'],
    }),
    allowedValues: Type.Optional(
      Type.Array(text(300), {
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        description: 'From low to high. Instead of them numbers can have valueMin and valueMax.',
      }),
    ),
    requiredValue: Type.Optional(
      text(300, { description: 'What is needed to pass: one of the allowed values, or a number.' }),
    ),
    valueMin: Type.Optional(Type.Number({ description: 'The least that a result can be.' })),
    valueMax: Type.Optional(Type.Number({ description: 'The most that a result can be.' })),
  },
  { additionalProperties: false, description: 'A score, grade or status that awards can state.' },
)

/** All of a badge class. */
export const ResultDescriptions = Type.Array(ResultDescription, {
  maxItems: 20,
  description: 'The results that awards can state: scores, grades, statuses.',
})

/** What an award states of one of the results that its badge class describes. */
export const StatedResult = Type.Object(
  {
    name: Type.Optional(
      text(100, {
        description:
          'That of a result that the badge class describes; can be left out where it describes one only.',
        examples: ['Score'],
      }),
    ),
    value: Type.Optional(
      Type.Union([text(300), Type.Number()], {
        description: 'A grade, or a number; in a text with a decimal point.',
      }),
    ),
    status: Type.Optional(
      Type.Enum([...resultStatuses], {
        description: 'Required of a result of the type Status, where a value may also name it.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'A value, a status, or both. Published, in the signed credential.',
  },
)

export type ResultDescription = Static<typeof ResultDescription>
export type StatedResult = Static<typeof StatedResult>
