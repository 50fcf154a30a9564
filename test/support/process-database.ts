import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { query, until } from './embedded.ts'
import type { Teardown } from './service.ts'

/** The connection string of the database of a service with an embedded PostgreSQL. */
export async function embeddedUrl(dataDir: string): Promise<string> {
  const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim()
  const pidFile = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')
  const [, , , port] = pidFile.split('\n')
  return `postgres://waymark:${password}@127.0.0.1:${port}/waymark?sslmode=disable`
}

/** Makes awards wait in the middle of their transaction, until they are let go. */
export type Hold = {
  /** Resolves when so many are waiting. */
  waiting(count: number): Promise<void>
  letGo(): Promise<void>
}

/** Holds up every award of a service from now on, by a lock on its table. */
export async function holdAwards(t: Teardown, databaseUrl: string): Promise<Hold> {
  const client = new pg.Client({ connectionString: databaseUrl })
  // Its server may be killed by the test.
  client.on('error', () => undefined)
  await client.connect()
  t.teardown(() => client.end().catch(() => undefined))
  await client.query('begin')
  await client.query('lock table assertions in access exclusive mode')
  return {
    waiting: (count) =>
      until(async () => {
        const held = await query(
          databaseUrl,
          `select 1 from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return held.length >= count
      }),
    async letGo() {
      await client.query('rollback')
    },
  }
}
