import { type Static, Type } from 'typebox'
import { text } from '../http/index.ts'
import { VerificationReport, VerificationRequest } from '../verifications/index.ts'

/** The longest name that a caller can give a row. */
export const REFERENCE_CHARACTERS = 200

const reference = Type.Optional(
  text(REFERENCE_CHARACTERS, {
    description: 'Your own name for the row. The answer to it carries the same.',
  }),
)

/** A row of a batch: what `POST /v1/verify` takes as JSON. */
export const BatchRow = Type.Object(
  { reference, ...VerificationRequest.properties },
  {
    additionalProperties: false,
    description: 'One a line. A document in the place of this object is verified by itself.',
    examples: [
      {
        reference: 'application 4711',
        url: 'https://badges.example.org/credentials/1Qv9cW3mS1m8w2m0bq3m7A',
      },
    ],
  },
)

export const BatchAnswer = Type.Object(
  {
    line: Type.Integer({ description: 'Which line of the request it answers, from 1.' }),
    reference,
    report: Type.Optional(VerificationReport),
    problem: Type.Optional(
      Type.Unsafe({ $ref: 'Problem#', description: 'Instead of a report: why there is none.' }),
    ),
  },
  {
    description: 'One a line, in the order of the rows.',
    examples: [
      {
        line: 2,
        problem: {
          type: 'urn:waymark:problem:invalid-request',
          title: 'The request is not valid',
          status: 400,
          detail: 'Exactly one of credential, url, jwt and image is required.',
          errors: [
            {
              field: 'credential',
              detail: 'Exactly one of credential, url, jwt and image is required.',
            },
          ],
        },
      },
    ],
  },
)

export type BatchRow = Static<typeof BatchRow>
/** An answer as it is written into a line. */
export type BatchAnswer = { line: number; reference?: string } & (
  | { report: VerificationReport }
  | { problem: object }
)
