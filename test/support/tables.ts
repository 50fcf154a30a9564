import type { Database } from '../../src/db/index.ts'

/** Every table of ours, by name. */
export async function tables(database: Database): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  )
  return rows.map(({ name }) => name)
}

/**
 * How many rows each table has and a digest of all that stands in them.
 *
 * @param besides - tables that are left out
 */
export async function fingerprint(
  database: Database,
  besides: string[] = [],
): Promise<Record<string, string>> {
  const entries = []
  for (const name of await tables(database)) {
    if (besides.includes(name)) continue
    const { rows } = await database.pool.query<{ print: string }>(
      `select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as print
       from "${name}" t`,
    )
    entries.push([name, rows[0]?.print])
  }
  return Object.fromEntries(entries)
}

/** Everything that stands in every table, as text; binary columns also as the text they may be. */
export async function dump(database: Database): Promise<string> {
  const lines = []
  for (const name of await tables(database)) {
    const { rows } = await database.pool.query(`select * from "${name}"`)
    for (const row of rows) {
      for (const value of Object.values(row)) {
        lines.push(Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value))
      }
    }
  }
  return lines.join('\n')
}
