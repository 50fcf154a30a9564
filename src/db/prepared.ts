import { type Placeholder, sql } from 'drizzle-orm'
import type { Queries } from './queries.ts'

const made = new WeakMap<Queries, Map<string, unknown>>()

/**
 * A statement that is built once for a connection and then run by its name: neither Drizzle nor
 * PostgreSQL has to work it out again. For the few statements that every award runs.
 *
 * @param name - unique in the service
 * @param build - makes the prepared statement, with `sql.placeholder` for what varies
 */
export function prepared<T>(db: Queries, name: string, build: (db: Queries, name: string) => T): T {
  let statements = made.get(db)
  if (statements === undefined) {
    statements = new Map()
    made.set(db, statements)
  }
  const known = statements.get(name)
  if (known !== undefined) return known as T
  const statement = build(db, name)
  statements.set(name, statement)
  return statement
}

/** A placeholder for each of these columns, under the column's own name. */
export function placeholders<const Names extends readonly string[]>(
  names: Names,
): { [K in Names[number]]: Placeholder<K> } {
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as {
    [K in Names[number]]: Placeholder<K>
  }
}
