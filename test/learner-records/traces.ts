import { inflateRawSync } from 'node:zlib'
import { openVault, sealedTables } from '../../src/master-key/index.ts'
import type { Service } from '../support/service.ts'

/**
 * Everything that stands in any table, the queue's included: columns as text, bytes as hex and as the
 * text they may be, and what is sealed as whoever has the key reads it.
 */
export async function everything(service: Service): Promise<string> {
  const { database, deps } = service
  const { rows: tables } = await database.pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await database.pool.query(`select t.*, t::text as whole_row from ${name} t`)
    for (const row of rows) {
      for (const value of Object.values(row)) {
        texts.push(Buffer.isBuffer(value) ? value.toString('latin1') : String(value))
      }
    }
  }
  const vault = await openVault(database, deps.config.masterKey as Buffer)
  for (const { name, columns } of sealedTables()) {
    for (const { name: column, place } of columns) {
      const { rows } = await database.pool.query<{ sealed: Buffer }>(
        `select ${column} as sealed from ${name} where ${column} is not null`,
      )
      for (const { sealed } of rows) {
        const bytes = vault.open(sealed, place)
        texts.push(bytes.toString())
        if (place === 'award-batch-rows') texts.push(inflateRawSync(bytes).toString())
      }
    }
  }
  return texts.join('\n')
}

/** Which of these texts stand in another one, in any letter case, or as octets in hex. */
export function found(whole: string, sought: Record<string, string>): string[] {
  const lower = whole.toLowerCase()
  return Object.entries(sought)
    .filter(([, text]) =>
      [text, text.replaceAll(/\s/g, ''), Buffer.from(text).toString('hex')].some((form) =>
        lower.includes(form.toLowerCase()),
      ),
    )
    .map(([name]) => name)
}
