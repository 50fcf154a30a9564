import type pg from 'pg'
import type { Vault } from '../vault.ts'
import type { SealedTable } from './sealed-columns.ts'

/** Rows that are in memory at once, at most, and about what their values may have together. */
const PAGE = 1_000
const PAGE_BYTES = 16 * 1024 * 1024

type Row = Record<string, unknown>

/**
 * Seals every value of a table anew, a page of rows at a time.
 *
 * @param client - in the transaction that all of it is part of
 * @param onPage - told after each page how many rows have been done
 * @throws VaultError when a value does not open with the old vault
 */
export async function resealTable(
  client: pg.ClientBase,
  table: SealedTable,
  vaults: { from: Vault; to: Vault },
  onPage: (done: number) => void,
): Promise<void> {
  const statements = statementsFor(table)
  const page = await pageOf(client, table)
  let last: unknown[] = []
  let done = 0
  for (;;) {
    const { rows } = await client.query<Row>(
      last.length === 0 ? statements.first : statements.following,
      [page, ...last],
    )
    if (rows.length === 0) return
    const sealed = table.columns.map(({ name, place }) =>
      rows.map((row) => reseal(row[name] as Buffer | null, place, vaults)),
    )
    const keys = table.key.map(({ name }) => rows.map((row) => row[name]))
    await client.query(statements.update, [...keys, ...sealed])
    last = table.key.map(({ name }) => rows.at(-1)?.[name])
    done += rows.length
    onPage(done)
  }
}

/** How many rows of a table have sealed values. */
export async function countSealed(client: pg.ClientBase, table: SealedTable): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `select count(*) from ${quoted(table.name)} where ${isSealed(table)}`,
  )
  return Number(rows[0]?.count)
}

/** How many rows of a table are a page: where the values of one can be large, few. */
async function pageOf(client: pg.ClientBase, table: SealedTable): Promise<number> {
  const size = table.columns.map(({ name }) => `coalesce(octet_length(${quoted(name)}), 0)`)
  const { rows } = await client.query<{ largest: number | null }>(
    `select max(${size.join(' + ')}) as largest from ${quoted(table.name)}`,
  )
  const fitting = Math.floor(PAGE_BYTES / Math.max(rows[0]?.largest ?? 0, 1))
  return Math.min(Math.max(fitting, 1), PAGE)
}

function reseal(
  value: Buffer | null,
  place: string,
  { from, to }: { from: Vault; to: Vault },
): Buffer | null {
  return value === null ? null : to.seal(from.open(value, place), place)
}

/** Pages go by the primary key, so that each costs the same, however many came before. */
function statementsFor(table: SealedTable) {
  const { key, columns } = table
  const keys = key.map(({ name }) => quoted(name))
  const after = key.map(({ type }, position) => `$${position + 2}::${type}`)
  const select = `select ${[...keys, ...columns.map(({ name }) => quoted(name))].join(', ')}
    from ${quoted(table.name)} where ${isSealed(table)}`
  const page = `order by ${keys.join(', ')} limit $1`
  const values = [
    ...key.map(({ type }, position) => `$${position + 1}::${type}[]`),
    ...columns.map((_column, position) => `$${key.length + position + 1}::bytea[]`),
  ]
  const names = [
    ...key.map((_column, position) => `k${position}`),
    ...columns.map((_column, position) => `s${position}`),
  ]
  return {
    first: `${select} ${page}`,
    following: `${select} and (${keys.join(', ')}) > (${after.join(', ')}) ${page}`,
    update: `update ${quoted(table.name)} as t
      set ${columns.map(({ name }, position) => `${quoted(name)} = v.s${position}`).join(', ')}
      from unnest(${values.join(', ')}) as v(${names.join(', ')})
      where ${keys.map((name, position) => `t.${name} = v.k${position}`).join(' and ')}`,
  }
}

function isSealed({ columns }: SealedTable): string {
  return `(${columns.map(({ name }) => `${quoted(name)} is not null`).join(' or ')})`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
