import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { runMigrations } from 'graphile-worker'
import type { Database } from './client.ts'
import { DatabaseError } from './errors.ts'
import { LOCKS } from './locks.ts'

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url))

/**
 * Brings the database to the newest schema, that of the job queue included, so that jobs can be asked
 * for before anybody works on them. Replicas may start together: one migrates while the
 * others wait on an advisory lock, and find nothing left to do.
 *
 * @throws DatabaseError when the server cannot be reached or is older than PostgreSQL 15
 */
export async function migrateDatabase(database: Database): Promise<void> {
  const client = await database.pool.connect().catch((error: Error & { code?: string }) => {
    if (error instanceof DatabaseError) throw error
    throw new DatabaseError(
      `The database of DATABASE_URL cannot be reached (${error.code ?? 'no answer'}).`,
    )
  })
  try {
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    )
    const version = rows[0]?.version ?? 0
    if (version < 150000) {
      throw new DatabaseError(
        `DATABASE_URL must name a PostgreSQL 15 or later; this one is version ${Math.floor(version / 10000)}.`,
      )
    }
    await client.query('select pg_advisory_lock($1, $2)', LOCKS.migrations)
    try {
      await migrate(drizzle(client), { migrationsFolder: MIGRATIONS }).catch(explain)
      await runMigrations({ pgPool: database.pool }).catch(explain)
    } finally {
      await client.query('select pg_advisory_unlock($1, $2)', LOCKS.migrations)
    }
  } finally {
    client.release()
  }
}

/** PostgreSQL's code when the user lacks a privilege (class 42, insufficient_privilege). */
const NOT_ALLOWED = '42501'

function explain(error: Error): never {
  const { code } = (error.cause ?? error) as { code?: string }
  if (code === NOT_ALLOWED) {
    throw new DatabaseError(
      'The user of DATABASE_URL may not create schemas and tables in its database; make it the owner of the database.',
    )
  }
  throw error
}
