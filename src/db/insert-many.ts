import { getTableColumns, getTableName } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { isElementType, pgArray } from './arrays.ts'
import type { Transaction } from './queries.ts'

/**
 * Inserts rows in one statement that is the same however many there are, so that PostgreSQL plans it
 * once for a connection. What the columns that are not named begin with, the table says.
 *
 * @returns a function that inserts rows with exactly these columns
 */
export function insertMany<T extends PgTable, const K extends keyof T['$inferSelect'] & string>(
  table: T,
  names: readonly K[],
): (tx: Transaction, rows: readonly Pick<T['$inferSelect'], K>[]) => Promise<void> {
  const columns = getTableColumns(table)
  const chosen = names.map((name) => columns[name] as { name: string; getSQLType(): string })
  const list = chosen.map((column) => `"${column.name}"`).join(', ')
  const arrays = chosen.map((column, position) => `$${position + 1}::${column.getSQLType()}[]`)
  const statement = `insert into "${getTableName(table)}" (${list})
    select * from unnest(${arrays.join(', ')})`
  const types = chosen.map((column) => column.getSQLType())
  const parameter = (values: unknown[], type: string | undefined) =>
    type !== undefined && isElementType(type) ? pgArray(type, values as never[]) : values
  return async (tx, rows) => {
    if (rows.length === 0) return
    await tx.$client.query({
      name: `insert-many-${getTableName(table)}`,
      text: statement,
      values: names.map((name, position) =>
        parameter(
          rows.map((row) => row[name]),
          types[position],
        ),
      ),
    })
  }
}
