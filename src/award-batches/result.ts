import { type Static, Type } from 'typebox'
import { Id } from '../http/index.ts'
import type { AnswerRow } from './answers.ts'

export const OUTCOMES = ['awarded', 'duplicate', 'invalid', 'failed'] as const

/** What became of a row, as a caller reads it. */
export const Result = Type.Object(
  {
    row: Type.Integer({ minimum: 1, description: 'Which row of the file, from 1.' }),
    outcome: Type.Enum(OUTCOMES),
    assertionId: Type.Optional(Id),
    credentialUrl: Type.Optional(
      Type.String({ description: 'Of a duplicate that of the assertion that stands.' }),
    ),
    problem: Type.Optional(
      Type.Object(
        { field: Type.String(), detail: Type.String() },
        { description: 'Why a row is invalid, or failed.' },
      ),
    ),
  },
  {
    description: 'One a line, in the order of the rows.',
    examples: [
      {
        row: 2,
        outcome: 'invalid',
        problem: { field: 'recipient.value', detail: 'recipient.value is no e-mail address.' },
      },
    ],
  },
)

export type Result = Static<typeof Result>

/** @param row - its number, from 1 over the whole batch */
export function resultOf(
  row: number,
  { outcome, assertionId, publicId, problem }: AnswerRow,
  urlOf: (publicId: string) => string,
): Result {
  return {
    row,
    outcome,
    ...(assertionId !== undefined && { assertionId }),
    ...(publicId !== undefined && { credentialUrl: urlOf(publicId) }),
    ...(problem !== undefined && { problem }),
  }
}
