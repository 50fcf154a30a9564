import { type Static, Type } from 'typebox'
import { fieldName, invalid } from '../http/index.ts'
import { ON_DUPLICATE, ON_INVALID } from './schema.ts'

/** What a delimiter can be called in a query, where a tab is hard to write. */
const DELIMITERS = [',', ';', '|', '\t', 'tab'] as const
const MOST_COLUMNS = 1_000

const columns = Type.Optional(
  Type.String({
    maxLength: 60_000,
    description:
      'For CSV: what columns mean, as a JSON object of headers and fields, such as `{"Mail":"email","Comment":null}`; null leaves a column aside. What is not named here is recognised by its header.',
    examples: ['{"Mail":"email","Comment":null}'],
  }),
)

const delimiter = Type.Optional(
  Type.Enum(DELIMITERS, {
    description: 'For CSV: what stands between cells. Left out, it is recognised.',
  }),
)

/** How the rows of a file that is sent again are to be read. */
export const ReadingQuery = Type.Object({ columns, delimiter }, { additionalProperties: false })

/** How a batch is to be awarded, and its rows to be read: in the query, or as fields of a form. */
export const UploadQuery = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({
        description: 'Answers every row without awarding or storing anything; false when left out.',
      }),
    ),
    onInvalid: Type.Optional(
      Type.Enum(ON_INVALID, {
        description:
          'skip (when left out): awards the rows that are right. reject: awards nothing when a single row cannot be awarded.',
      }),
    ),
    onDuplicate: Type.Optional(
      Type.Enum(ON_DUPLICATE, {
        description:
          'For a learner who has the badge already, not revoked. skip (when left out): nothing is awarded. reissue: the new one takes the place of the old. allow: another one.',
      }),
    ),
    notify: Type.Optional(
      Type.Boolean({
        description:
          'Whether learners are told by mail of what they are awarded, once each, as far as the installation allows it (`AWARD_NOTICES`); false when left out. What a row says of it goes before this.',
      }),
    ),
    columns,
    delimiter,
  },
  { additionalProperties: false },
)

/** The settings of an upload, those left out with what they then are. */
export type Settings = {
  dryRun: boolean
  onInvalid: (typeof ON_INVALID)[number]
  onDuplicate: (typeof ON_DUPLICATE)[number]
  notify: boolean
  columns: Record<string, string | null> | undefined
  delimiter: string | undefined
}

/**
 * @param query - as it was validated
 * @param fields - of a form; what the query says goes before what a field says
 * @throws Problem 400 naming the parameter or field
 */
export function settingsOf(
  query: Static<typeof UploadQuery>,
  fields: ReadonlyMap<string, string> = new Map(),
): Settings {
  for (const name of fields.keys()) {
    if (Object.hasOwn(UploadQuery.properties, name)) continue
    const field = fieldName(`/${name}`)
    throw invalid({ field, detail: `${field} is not a field that this form knows.` })
  }
  const said = <T extends string>(name: string, options: readonly T[]): T | undefined => {
    const text = fields.get(name)
    if (text === undefined || (options as readonly string[]).includes(text)) return text as T
    throw invalid({ field: name, detail: `${name} must be one of ${options.join(', ')}.` })
  }
  const dryRun = said('dryRun', ['true', 'false'])
  const notify = said('notify', ['true', 'false'])
  const delimiter = query.delimiter ?? said('delimiter', DELIMITERS)
  return {
    dryRun: query.dryRun ?? dryRun === 'true',
    onInvalid: query.onInvalid ?? said('onInvalid', ON_INVALID) ?? 'skip',
    onDuplicate: query.onDuplicate ?? said('onDuplicate', ON_DUPLICATE) ?? 'skip',
    notify: query.notify ?? notify === 'true',
    columns: columnsIn(query.columns ?? fields.get('columns')),
    delimiter: delimiter === 'tab' ? '\t' : delimiter,
  }
}

function columnsIn(text: string | undefined): Settings['columns'] {
  if (text === undefined) return undefined
  const value = parsed(text)
  const isMapping =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length <= MOST_COLUMNS &&
    Object.values(value).every((field) => field === null || typeof field === 'string')
  if (isMapping) return value as Record<string, string | null>
  throw invalid({
    field: 'columns',
    detail: 'columns must be a JSON object whose members are headers, with a field or null each.',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
