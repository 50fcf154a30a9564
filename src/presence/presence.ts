import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import type { Database } from '../db/index.ts'
import { lockOf } from './gone.ts'

/** How often we make sure that the connection is there, and for how many rounds we wait for an answer. */
const HEARTBEAT_MS = 1_500
const PATIENT_ROUNDS = 2

/**
 * That this process, or thread, is there: others on the same database learn of its end by
 * {@link areGone}. It is made when it is needed first.
 */
export type Presence = {
  /**
   * The name of this process as long as its connection lasts; then there is another one. What is
   * noted under a name is to be taken over by others when they find it gone: whoever goes on with
   * work of that kind must find out, by a lock on its row, whether somebody did.
   */
  id(): Promise<string>
  /** What lasts as long as the connection; another one when that was lost. */
  session(): Promise<PresenceSession>
}

export type PresenceSession = {
  id: string
  /** Aborted when the connection was lost: nothing may be done in these names any more. */
  lost: AbortSignal
  /** Holds another name, too. Resolves when it is held. */
  hold(name: string): Promise<void>
  /** Lets a name go: it is gone for everybody. */
  letGo(name: string): Promise<void>
}

/**
 * A {@link Presence}: session advisory locks on a connection of its own, which PostgreSQL takes away
 * when the process ends, however it does. It ends with the database's connections.
 */
export function createPresence(database: Pick<Database, 'connect'>): Presence {
  let current: Promise<PresenceSession> | undefined

  async function open(): Promise<PresenceSession> {
    const made = await openSession(database)
    made.lost.addEventListener('abort', () => {
      current = undefined
    })
    return made
  }

  function session(): Promise<PresenceSession> {
    if (current === undefined) {
      const asked = open()
      current = asked
      asked.catch(() => {
        if (current === asked) current = undefined
      })
    }
    return current
  }

  return { session, id: async () => (await session()).id }
}

async function openSession(database: Pick<Database, 'connect'>): Promise<PresenceSession> {
  const client = await database.connect()
  const { lost, lose } = watch(client)
  const queries = drizzle(client)
  const held = new Map<string, Promise<unknown>>()
  const locked = async (name: string, lock: 'pg_advisory_lock' | 'pg_advisory_unlock') => {
    try {
      await queries.execute(sql`select ${sql.raw(lock)}(${lockOf(name)})`)
    } catch (error) {
      // Whether it is held nobody knows: it is given up with the connection.
      lose()
      throw error
    }
  }
  const session: PresenceSession = {
    id: uuidv7(),
    lost,
    async hold(name) {
      const asked = held.get(name) ?? locked(name, 'pg_advisory_lock')
      held.set(name, asked)
      await asked
    },
    async letGo(name) {
      if (held.delete(name) && !lost.aborted) await locked(name, 'pg_advisory_unlock')
    },
  }
  await session.hold(session.id)
  return session
}

/** Finds out that a connection is lost, and gives one up that does not answer. */
function watch(client: pg.Client): { lost: AbortSignal; lose(): void } {
  const losing = new AbortController()
  let waited = 0
  const ping = async () => {
    waited = 1
    await client.query('select 1')
    waited = 0
  }
  // Counted in rounds, not in time: in a thread that was busy for long the answer may be there and
  // not have been read, and between two rounds it is.
  const heartbeat = setInterval(() => {
    if (waited === 0) ping().catch(lose)
    else if (waited > PATIENT_ROUNDS) lose()
    else waited += 1
  }, HEARTBEAT_MS).unref()
  function lose(): void {
    clearInterval(heartbeat)
    losing.abort(new Error('The connection that a process is known by was lost.'))
    client.end().catch(() => undefined)
  }
  client.once('error', lose).once('end', lose)
  return { lost: losing.signal, lose }
}
