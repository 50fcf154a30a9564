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

const [row] = examplesOf(NewAssertion) as [object]
const csv =
  'email,narrative,evidence\nsam@example.org,Cut the episode alone.,https://example.org/1\n'

const examples = {
  ndjson: `${JSON.stringify(row)}\n`,
  json: [row],
  csv,
}

/** The `content` of a body with rows, for the description of a route. */
export const ROWS_BODY = {
  content: Object.fromEntries([
    ...Object.entries(ROW_MEDIA_TYPES).map(([type, kind]) => [
      type,
      {
        schema:
          kind === 'json'
            ? Type.Array(NewAssertion)
            : kind === 'ndjson'
              ? NewAssertion
              : Type.String({
                  description:
                    'A header line and a line for each award: `email` or `recipient.type`, `recipient.value` and `recipient.authority` or `learnerId`, and `badgeClassId`, `narrative`, `evidence`, `validFrom`, `validUntil`, `note`.',
                }),
        example: examples[kind],
      },
    ]),
    [
      'multipart/form-data',
      {
        schema: Type.Unsafe({
          description:
            'A form with one file, and the settings of the query as fields, if you like; before the file when that is large.',
        }),
        example: { onInvalid: 'skip', file: 'awards.csv' },
      },
    ],
  ]),
}

/** The answer to a dry run, for the description of a route. */
export const TRIED = {
  200: {
    description: 'With `dryRun`: what would become of each row.',
    content: {
      'application/x-ndjson': { schema: Result, example: examplesOf(Result)[0] },
    },
  },
}
