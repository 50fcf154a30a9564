import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { DatabaseError } from './errors.ts'

/** Far beyond any statement of ours: a server that is silent for so long is not there. */
const QUERY_TIMEOUT_MS = 20_000
const PING_TIMEOUT_MS = 3_000

/** What a store needs: the pool's database, or the transaction a service opened. */
export type Queries = NodePgDatabase

/** An open transaction: everything done through it commits together, or not at all. */
export type Transaction = Queries & { readonly $client: pg.PoolClient }

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
  /** Resolves when the database answers, soon; rejects otherwise. */
  ping(): Promise<void>
  /** Waits for what is under way and closes every connection. */
  close(): Promise<void>
}

/**
 * @param url - a PostgreSQL connection string
 * @param onIdleError - told when a connection that nobody was using broke; the pool replaces it
 * @throws DatabaseError when the connection string cannot be used
 */
export function openDatabase(url: string, onIdleError: (error: Error) => void): Database {
  checkConnectionString(url)
  const openPool = (max: number): pg.Pool => {
    const opened = new pg.Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: 5_000,
      query_timeout: QUERY_TIMEOUT_MS,
      application_name: 'waymark',
    })
    opened.on('error', onIdleError)
    // A connection that breaks while somebody holds it says so as well as failing its statement;
    // unheard, that would end the process.
    opened.on('connect', (client) => client.on('error', () => undefined))
    return opened
  }
  // Work inside a transaction may need a statement outside of it (a place in a status list). Were
  // they to share a pool, transactions could hold every connection and wait for one more.
  const pool = openPool(8)
  const transactions = openPool(12)
  const onClient = new WeakMap<pg.PoolClient, Transaction>()
  const bound = (client: pg.PoolClient): Transaction => {
    const known = onClient.get(client)
    if (known !== undefined) return known
    const made = drizzle(client) as Transaction
    onClient.set(client, made)
    return made
  }
  return {
    queries: drizzle(pool),
    pool,
    async transaction(work) {
      const client = await transactions.connect()
      let broken: Error | undefined
      try {
        await client.query('begin')
        const result = await work(bound(client))
        await client.query('commit')
        return result
      } catch (error) {
        if (error instanceof Error && error.message === 'Query read timeout') {
          // The statement may still be running: the connection is of no more use.
          broken = error
        } else {
          await client.query('rollback').catch((failure: Error) => {
            broken = failure
          })
        }
        throw error
      } finally {
        client.release(broken)
      }
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
      await transactions.end()
      await pool.end()
    },
  }
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
