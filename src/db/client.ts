import { setTimeout } from 'node:timers/promises'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { DatabaseError } from './errors.ts'
import { LOCKS } from './locks.ts'
import type { Queries, Transaction } from './queries.ts'
import { createTransactions } from './transactions.ts'

/** Far beyond any statement of ours: a server that is silent for so long is not there. */
const QUERY_TIMEOUT_MS = 20_000
const PING_TIMEOUT_MS = 3_000
/**
 * A machine that is gone without a word is noticed by the server after seven seconds: until then
 * its locks are held.
 */
const KEEP_ALIVES = { idle: '3', interval: '2', count: '2' }

export type Database = {
  /** Single statements outside a transaction. */
  queries: Queries
  /** The pool itself, for what shares our connections (the job queue, the migrations). */
  pool: pg.Pool
  /**
   * Runs `work` in one transaction on one connection: commits when it resolves, rolls back and
   * rethrows when it throws.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /**
   * Has every connection that is made from now on looked at before it is used: when `check`
   * rejects, it is closed, and whoever waited for it gets the error.
   */
  admit(check: (client: pg.ClientBase) => Promise<void>): void
  /**
   * A connection of its own, which belongs to nobody else until it is ended: for what lasts as long
   * as a session. Whoever has it listens to its `error` and `end`.
   */
  connect(): Promise<pg.Client>
  /** Resolves when the database answers, soon; rejects otherwise. */
  ping(): Promise<void>
  /**
   * Waits for what is under way and closes every connection. When it resolves the server has let go
   * of them, unless it is silent: a server that is stopped next breaks none of them any more.
   */
  close(): Promise<void>
}

/** How many connections there may be: for single statements, and for transactions. */
export type PoolSizes = { queries: number; transactions: number }

/**
 * @param url - a PostgreSQL connection string
 * @param onIdleError - told when a connection that nobody was using broke; the pool replaces it
 * @param sizes - what a thread with little to do at the same time makes smaller
 * @throws DatabaseError when the connection string cannot be used
 */
export function openDatabase(
  url: string,
  onIdleError: (error: Error) => void,
  sizes: PoolSizes = { queries: 8, transactions: 12 },
): Database {
  checkConnectionString(url)
  let admission: (client: pg.ClientBase) => Promise<void> = async () => undefined
  const common = {
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: QUERY_TIMEOUT_MS,
    application_name: 'waymark',
  }
  const ends = new Set<Promise<void>>()
  const openPool = (options: { max: number; pipeline?: boolean }): pg.Pool => {
    const opened = new pg.Pool({
      ...options,
      ...common,
      onConnect: async (client) => {
        await declareUse(client)
        // Statements that take sets as arrays would otherwise be planned anew each time.
        if (options.pipeline === true) {
          await client.query('set plan_cache_mode = force_generic_plan')
        }
        await admission(client)
      },
    })
    opened.on('error', onIdleError)
    // A connection that breaks while somebody holds it says so as well as failing its statement;
    // unheard, that would end the process.
    opened.on('connect', (client) => {
      client.on('error', () => undefined)
      const ended = new Promise<void>((resolve) => client.once('end', resolve))
      ends.add(ended)
      void ended.then(() => ends.delete(ended))
    })
    return opened
  }
  // Work inside a transaction may need a statement outside of it (a place in a status list). Were
  // they to share a pool, transactions could hold every connection and wait for one more.
  const pool = openPool({ max: sizes.queries })
  const transactions = openPool({ max: sizes.transactions, pipeline: true })
  const alone = new Set<pg.Client>()
  return {
    queries: drizzle(pool),
    pool,
    transaction: createTransactions(transactions),
    admit(check) {
      admission = check
    },
    async connect() {
      const client = new pg.Client(common)
      client.on('error', () => undefined)
      client.once('end', () => alone.delete(client))
      alone.add(client)
      try {
        await client.connect()
        await declareUse(client)
        await admission(client)
      } catch (error) {
        await client.end().catch(() => undefined)
        throw error
      }
      return client
    },
    async ping() {
      const client = await pool.connect()
      let broken: Error | undefined
      try {
        await client.query({ text: 'select 1', query_timeout: PING_TIMEOUT_MS } as pg.QueryConfig)
      } catch (error) {
        broken = error as Error
        throw error
      } finally {
        client.release(broken)
      }
    },
    async close() {
      await Promise.all([...alone].map((client) => client.end()))
      await transactions.end()
      await pool.end()
      // A pool has ended when it said goodbye on its last connection, whether or not it was heard.
      await Promise.race([
        Promise.all(ends),
        setTimeout(PING_TIMEOUT_MS, undefined, { ref: false }),
      ])
    },
  }
}

/** PostgreSQL's code of a server that takes no connections for the moment. */
const CANNOT_CONNECT_NOW = '57P03'

/** Takes this connection's share of the lock that keeps offline commands away. */
async function declareUse(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>(
    `select pg_try_advisory_lock_shared($1, $2) as free,
      set_config('tcp_keepalives_idle', $3, false),
      set_config('tcp_keepalives_interval', $4, false),
      set_config('tcp_keepalives_count', $5, false)`,
    [...LOCKS.inUse, KEEP_ALIVES.idle, KEEP_ALIVES.interval, KEEP_ALIVES.count],
  )
  if (rows[0]?.free === true) return
  throw new DatabaseError(
    'The MASTER_KEY of this database is being changed; start again when that is done.',
    CANNOT_CONNECT_NOW,
  )
}

/** Connects to nothing; the pool would find out only when somebody asks it for a connection. */
function checkConnectionString(url: string): void {
  try {
    new pg.Client({ connectionString: url })
  } catch (error) {
    // The message could quote the password.
    const { code = 'no URL' } = error as NodeJS.ErrnoException
    throw new DatabaseError(`DATABASE_URL is not a connection string that can be used (${code}).`)
  }
}
