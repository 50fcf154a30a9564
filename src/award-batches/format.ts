import type { RowFormat } from '../award-rows/index.ts'
import type { Vault } from '../vault.ts'
import type { AwardBatch } from './schema.ts'

const PLACE = 'award-batch-format'

/** How the rows of a batch are written, as the batch keeps it: a header can name anybody. */
export function sealFormat(vault: Vault, format: RowFormat): Buffer {
  return vault.seal(JSON.stringify(format), PLACE)
}

export function openFormat(vault: Vault, sealed: Buffer): RowFormat {
  return JSON.parse(vault.open(sealed, PLACE).toString()) as RowFormat
}

/** Whether rows written in these two ways mean the same; their bytes may differ. */
export function meansTheSame(one: RowFormat, other: RowFormat): boolean {
  return meaning(one) === meaning(other)
}

function meaning(format: RowFormat): string {
  if (format.type !== 'csv') return format.type
  return JSON.stringify([format.header, format.fields])
}

/** How the columns of a CSV file were understood; undefined for what has none. */
export function columnsOf(format: RowFormat): AwardBatch['columns'] {
  if (format.type !== 'csv') return undefined
  return format.header.map((header, at) => ({ header, field: format.fields[at] ?? null }))
}
