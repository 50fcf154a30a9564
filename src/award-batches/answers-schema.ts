import { Type } from 'typebox'
import { examplesOf } from '../http/index.ts'
import { OUTCOMES, Result } from './result.ts'

const anOutcome = OUTCOMES.join('|')

export const ResultsQuery = Type.Object(
  {
    outcome: Type.Optional(
      Type.String({
        pattern: `^(${anOutcome})(,(${anOutcome}))*$`,
        maxLength: 100,
        description:
          'Only rows of these outcomes, separated by commas: awarded, duplicate, invalid, failed.',
        examples: ['invalid,failed'],
      }),
    ),
    format: Type.Optional(
      Type.Enum(['ndjson', 'csv'], { description: 'Instead of what `Accept` asks for.' }),
    ),
  },
  { additionalProperties: false },
)

export const ExportQuery = Type.Object(
  {
    images: Type.Boolean({
      default: false,
      description: 'Also the pictures of the badges, each with its credential baked in.',
    }),
  },
  { additionalProperties: false },
)

const answeredRows = {
  'answered-rows': Type.String({
    description: 'Up to which row the answers go; as many as there are once the batch has ended.',
  }),
}

const csv = [
  'row,outcome,assertionId,credentialUrl,problem.field,problem.detail',
  '2,invalid,,,recipient.value,recipient.value must be an e-mail address.',
]

/** The `response` entries of what is sent as it is made: the description of each answer. */
export const RESULTS = {
  200: {
    description: 'One line for each row.',
    headers: answeredRows,
    content: {
      'application/x-ndjson': { schema: Result, example: examplesOf(Result)[0] },
      'text/csv': { schema: Type.String(), example: `${csv.join('\r\n')}\r\n` },
    },
  },
}

const row = { recipient: { type: 'email', value: 'sam at example.org' } }

export const FAILURES = {
  200: {
    description: 'A file like the one that was sent.',
    headers: answeredRows,
    content: {
      'text/csv': {
        schema: Type.String(),
        example: 'email,problem\r\nsam at example.org,email must be an e-mail address.\r\n',
      },
      'application/x-ndjson': { schema: Type.String(), example: `${JSON.stringify(row)}\n` },
      'application/json': { schema: Type.Array(Type.Any()), example: [row] },
    },
  },
}

export const EVENTS = {
  200: {
    description: 'Events until the batch has ended.',
    content: {
      'text/event-stream': {
        schema: Type.String(),
        example:
          'event: progress\ndata: {"id":"019aa7c5-...","status":"running","awarded":3940,...}\n\n',
      },
    },
  },
  204: Type.Null({ description: 'The end was told before: `Last-Event-ID` was `end`.' }),
}

export const ARCHIVE = {
  200: {
    description: 'The archive.',
    content: {
      'application/zip': {
        schema: Type.Unsafe({ contentMediaType: 'application/zip' }),
        example: '(binary)',
      },
    },
  },
}
