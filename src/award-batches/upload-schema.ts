import { Type } from 'typebox'
import { NewAssertion } from '../assertions/index.ts'
import { ROW_MEDIA_TYPES } from '../award-rows/index.ts'
import { examplesOf } from '../http/index.ts'
import { Result } from './result.ts'

/** The header by which an upload can be repeated. */
export const IDEMPOTENT = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description: 'Makes the upload repeatable: 1 to 255 printable characters of your choice.',
    }),
  ),
})

const { badgeClassId, ...others } = NewAssertion.properties

/** A row, for the description: it has a name there, since it is referred to often. */
export const AwardRow = Type.Object(
  { badgeClassId: Type.Optional(badgeClassId), ...others },
  {
    $id: 'AwardRow',
    title: 'AwardRow',
    additionalProperties: false,
    description:
      'What `POST /v1/assertions` takes; with the `badgeClassId` where the batch awards more than one.',
    examples: examplesOf(NewAssertion),
  },
)
const reference = { $ref: 'AwardRow#' }
const [row] = examplesOf(NewAssertion) as [object]

const schemas = {
  // What stands beside a reference itself is lost.
  ndjson: Type.Unsafe({ allOf: [reference], examples: [row] }),
  json: Type.Array(Type.Unsafe(reference), { examples: [[row]] }),
  csv: Type.String({
    description:
      'A header line and a line for each award: `email` or `recipient.type`, `recipient.value` and `recipient.authority` or `learnerId`, and `badgeClassId`, `narrative`, `evidence`, `validFrom`, `validUntil`, `note`.',
    examples: [
      'email,narrative,evidence\nsam@example.org,Cut the episode alone.,https://example.org/1\n',
    ],
  }),
}

const Form = Type.Unsafe({
  description:
    'A form with one file, and the settings of the query as fields, if you like; before the file when that is large.',
  examples: [{ onInvalid: 'skip', file: 'awards.csv' }],
})

/** The `content` of a body with rows, for the description of a route. */
export const ROWS_BODY = {
  content: Object.fromEntries([
    ...Object.entries(ROW_MEDIA_TYPES).map(([type, kind]) => [type, { schema: schemas[kind] }]),
    ['multipart/form-data', { schema: Form }],
  ]),
}

/** The answer to a dry run, for the description of a route. */
export const TRIED = {
  200: {
    description: 'With `dryRun`: what would become of each row.',
    content: {
      'application/x-ndjson': { schema: Result, example: examplesOf(Result)[0] },
      'text/csv': { schema: Type.String(), example: 'row,outcome\r\n1,awarded\r\n' },
    },
  },
}
