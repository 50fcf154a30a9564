import { fieldOf } from './columns.ts'
import type { Declared } from './format.ts'
import { plainly } from './plainly.ts'
import { badColumns } from './problems.ts'
import { AWARDED_FIELDS } from './recipient-columns.ts'

/**
 * What the columns of a CSV file mean.
 *
 * @param header - the names of the columns
 * @returns for each column its field, or null
 * @throws Problem that says what to do, when nothing can be awarded by such columns
 */
export function fieldsOf(
  header: readonly string[],
  { columns = {}, perRowBadgeClass }: Pick<Declared, 'columns' | 'perRowBadgeClass'>,
): (string | null)[] {
  const fields = header.map(fieldOf)
  // A header is told by its place: it can name a person where the first line is a row.
  for (const [at, [name, meaning]] of Object.entries(columns).entries()) {
    const positions = positionsOf(header, name)
    if (positions.length === 0) {
      throw badColumns(
        `Entry ${at + 1} of columns names a header that the file does not have: write it as it stands in the first line.`,
      )
    }
    const field = meaning === null ? null : fieldOf(meaning)
    if (meaning !== null && field === null) {
      throw badColumns(
        `Entry ${at + 1} of columns gives a header a meaning that is no field of an award: give it one such as email, learnerId, narrative, evidence or validUntil, or null.`,
      )
    }
    for (const position of positions) fields[position] = field
  }
  refuseAmbiguity(fields)
  refuseMissing(header, fields, perRowBadgeClass)
  return fields
}

/** By the exact name where there is one, else by one that is written differently. */
function positionsOf(header: readonly string[], name: string): number[] {
  const exact = header.flatMap((one, position) => (one === name ? [position] : []))
  if (exact.length > 0) return exact
  const plain = plainly(name)
  return header.flatMap((one, position) => (plainly(one) === plain ? [position] : []))
}

function refuseAmbiguity(fields: readonly (string | null)[]): void {
  const position = fields.findIndex((field, at) => field !== null && fields.indexOf(field) < at)
  if (position < 0) return
  const field = fields[position] as string
  const first = fields.indexOf(field) + 1
  throw badColumns(
    `Columns ${first} and ${position + 1} both mean ${field}: rename one of them, or give one the meaning null in columns.`,
  )
}

function refuseMissing(
  header: readonly string[],
  fields: readonly (string | null)[],
  perRowBadgeClass: boolean,
): void {
  if (!AWARDED_FIELDS.some((field) => fields.includes(field))) {
    throw badColumns(
      header.some((name) => name.includes('@'))
        ? 'The first line is a row already: put a line with the names of the columns above it, such as email and narrative.'
        : 'No column says who is awarded: name one email, recipient.value or learnerId in the first line, or say in columns which it is.',
    )
  }
  if (perRowBadgeClass && !fields.includes('badgeClassId')) {
    throw badColumns(
      'No column says which badge class is awarded: name one badgeClassId in the first line, or award one badge class to all rows.',
    )
  }
}

/** The meaning of columns as it stands in a request: JSON from headers to fields or null. */
export function readColumns(json: string): Record<string, string | null> {
  const value = parsed(json)
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (isObject && Object.values(value).every((one) => one === null || typeof one === 'string')) {
    return value as Record<string, string | null>
  }
  throw badColumns(
    'columns must be a JSON object from headers to fields or null, such as {"Mail": "email", "Age": null}.',
  )
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
