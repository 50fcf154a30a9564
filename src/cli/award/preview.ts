import { createRowReader, openRows, type RawRow, type RowFormat } from '../../award-rows/index.ts'
import { Problem } from '../../http/index.ts'
import { plainText } from '../plain-text.ts'
import type { AwardCommand } from './arguments.ts'
import { Refused } from './failures.ts'
import type { Source } from './source.ts'

const SHOWN_ROWS = 3
const MEDIA_TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson', json: 'application/json' }

/**
 * Reads the beginning of a file as the service will.
 *
 * @returns the media type of its rows, and what is to be looked at before they are awarded
 * @throws Refused when it cannot be read, with what the service would say
 */
export async function previewOf(
  source: Source,
  { badgeClassId, columns, delimiter, charset }: AwardCommand,
): Promise<{ mediaType: string; lines: string[] }> {
  const declared = {
    mediaType: source.mediaType ?? '',
    charset,
    gzip: false,
    delimiter,
    columns,
    perRowBadgeClass: badgeClassId === null,
  }
  try {
    const { format, rows } = await openRows(source.open(), declared)
    const first: RawRow[] = []
    for await (const slab of rows) {
      first.push(...slab.slice(0, SHOWN_ROWS - first.length))
      if (first.length >= SHOWN_ROWS) break
    }
    const shown = rowLines(format, first, badgeClassId)
    return {
      mediaType: MEDIA_TYPES[format.type],
      lines: [`${plainText(source.name)}: ${nameOf(format)}`, ...columnLines(format), ...shown],
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new Refused(error.message, { errors: error.errors })
  }
}

function nameOf(format: RowFormat): string {
  if (format.type !== 'csv') return format.type === 'json' ? 'a JSON array' : 'NDJSON'
  const names: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }
  return `CSV with ${names[format.delimiter] ?? format.delimiter}, ${format.encoding}`
}

function columnLines(format: RowFormat): string[] {
  if (format.type !== 'csv') return []
  const headers = format.header.map((header) => plainText(header, 40) || '(no name)')
  const width = Math.max(6, ...headers.map(({ length }) => length))
  return [
    `  ${'Column'.padEnd(width)}  is taken for`,
    ...headers.map(
      (header, at) =>
        `  ${header.padEnd(width)}  ${plainText(format.fields[at] ?? '(ignored)', 60)}`,
    ),
  ]
}

function rowLines(format: RowFormat, rows: RawRow[], badgeClassId: string | null): string[] {
  const read = createRowReader()
  return [
    'The first rows, as they will be read:',
    ...rows.map((raw, at) => {
      const row = read(format, raw, badgeClassId)
      const text =
        'problem' in row
          ? `not awarded: ${row.problem.detail}`
          : membersOf(withoutBadgeClass(row.input, badgeClassId)).join(', ')
      return `  ${at + 1}  ${plainText(text, 300)}`
    }),
  ]
}

function withoutBadgeClass(input: object, badgeClassId: string | null): object {
  const entries = Object.entries(input)
  return Object.fromEntries(
    entries.filter(([name]) => badgeClassId === null || name !== 'badgeClassId'),
  )
}

/** `recipient.type: email`, and so on, of whatever is in a row. */
function membersOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one, at) => membersOf(one, `${path}[${at}]`))
  if (typeof value !== 'object' || value === null) return [`${path}: ${plainText(`${value}`, 60)}`]
  return Object.entries(value).flatMap(([name, member]) =>
    membersOf(member, path === '' ? name : `${path}.${name}`),
  )
}
