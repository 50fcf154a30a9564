import { drizzle } from 'drizzle-orm/node-postgres'
import type pg from 'pg'
import type { Transaction } from './queries.ts'

/** Statements that a transaction does not wait for before its end. */
const left = new WeakMap<Transaction, Promise<unknown>[]>()

/**
 * Leaves a statement whose result is of no more use to be waited for at the end of its transaction:
 * it travels with what comes after it, the commit included. When it fails, the whole transaction
 * does, with its error.
 *
 * @param statement - asks it of the transaction; called at once
 */
export function later(tx: Transaction, statement: () => Promise<unknown>): void {
  inOnePacket(tx.$client)
  atOnce(tx, statement)
}

/**
 * Leaves a statement as `later` does, and sends it at once: for one that the database is to be at
 * while what comes after it is worked out here.
 *
 * @param statement - asks it of the transaction; called at once
 */
export function atOnce(tx: Transaction, statement: () => Promise<unknown>): void {
  const asked = statement()
  // Whoever ends the transaction finds out; until then nobody listens.
  asked.catch(() => undefined)
  left.set(tx, [...(left.get(tx) ?? []), asked])
}

/** What is asked of a connection from now until this turn of the event loop ends goes together. */
function inOnePacket({ connection: { stream } }: pg.PoolClient): void {
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/**
 * Opens transactions on the connections of a pool, which must be of clients with `pipeline`: they
 * send each statement without waiting for the answers to those before it.
 *
 * @returns what runs work in one transaction: commits when it resolves, rolls back and rethrows when
 *   it throws
 */
export function createTransactions(pool: pg.Pool) {
  const onClient = new WeakMap<pg.PoolClient, Transaction>()
  const bound = (client: pg.PoolClient): Transaction => {
    const known = onClient.get(client)
    if (known !== undefined) return known
    const made = drizzle(client) as Transaction
    onClient.set(client, made)
    return made
  }

  return async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    const tx = bound(client)
    let broken: Error | undefined
    try {
      // Together with the first statement of the work.
      later(tx, () => client.query('begin'))
      const result = await work(tx)
      later(tx, () => commit(client))
      await ended(tx)
      return result
    } catch (error) {
      const reason = await ended(tx).then(
        () => error,
        // What failed first made everything after it fail.
        (first) => first,
      )
      if (isTimeout(reason)) {
        // The statement may still be running: the connection is of no more use.
        broken = reason
      } else {
        await client.query('rollback').catch((failure: Error) => {
          broken = failure
        })
      }
      throw reason
    } finally {
      left.delete(tx)
      client.release(broken)
    }
  }
}

/**
 * @throws Error when the server undid the work instead, which it says without an error: a statement
 *   had failed, and whoever asked it went on all the same
 */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit')
  if (command !== 'COMMIT') throw new Error('The transaction was not committed.')
}

/** Whether a statement took too long, however that was wrapped on its way here. */
function isTimeout(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  return error.message === 'Query read timeout' || isTimeout(error.cause)
}

/** Waits for all that was left; rejects with the first of their errors. */
async function ended(tx: Transaction): Promise<void> {
  const outcomes = await Promise.allSettled(left.get(tx) ?? [])
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
