import pg from 'pg'
import { SUPERUSER } from './cluster.ts'

/**
 * The session advisory lock, in the database `postgres`, that the service using a DATA_DIR holds
 * as long as it lives: two services never share one. The first number is the text "Waym".
 * PostgreSQL lets go of it when the session ends, however the service ended.
 */
const OWNER_LOCK = [0x5761796d, 1] as const

/** How a connection of the superuser to the embedded server is written. */
export function connectionString(port: number, password: string, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}?sslmode=disable`
}

/**
 * Opens the connection that stands for the ownership of the data.
 *
 * @param onLost called when the connection that was returned ends, whoever ended it
 * @returns the client that holds the lock, or undefined when another service does
 * @throws the error of a server that cannot be reached
 */
export async function takeOwnership(
  port: number,
  password: string,
  onLost: () => void,
): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: connectionString(port, password, 'postgres'),
    application_name: 'waymark owner',
    connectionTimeoutMillis: 5000,
  })
  let owned = false
  client.on('end', () => owned && onLost())
  // An unexpected end is told by `end`, too; but without a listener the error would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock($1, $2) as taken',
      [...OWNER_LOCK],
    )
    owned = rows[0]?.taken === true
    if (owned) return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
  await client.end()
  return undefined
}

/** Makes a database unless there is one of that name. */
export async function ensureDatabase(owner: pg.Client, name: string) {
  const { rowCount } = await owner.query('select 1 from pg_database where datname = $1', [name])
  if (rowCount === 0) await owner.query(`create database ${owner.escapeIdentifier(name)}`)
}
