import type pg from 'pg'
import type { Database, Transaction } from '../db/index.ts'

const CHANNEL = 'waymark_withdrawals'
/** How soon a connection that was lost, or could not be made, is tried again. */
const AGAIN_MS = 1_000

/**
 * What was public and is not any more: whatever keeps documents in memory, in any process on this
 * database, forgets them then. Which it was nobody is told; it happens seldom, and all are read again.
 */
export type Withdrawals = {
  /** Has every process forget what it keeps as soon as this transaction commits. */
  announce(tx: Transaction): Promise<void>
  /** The same for this process, at once: for after the commit. */
  forget(): void
  /** @param work - forgets what is kept; called at every withdrawal */
  heed(work: () => void): void
  /** Whether we hear of other processes' at this moment: what is not heard of must not be kept. */
  hears(): boolean
}

/** {@link Withdrawals} by LISTEN and NOTIFY, on a connection that is made when it is needed first. */
export function createWithdrawals(database: Pick<Database, 'connect'>): Withdrawals {
  const works: (() => void)[] = []
  let client: pg.Client | undefined
  let triedAt = Number.NEGATIVE_INFINITY

  const forget = () => {
    for (const work of works) work()
  }

  async function listen(): Promise<void> {
    const made = await database.connect()
    const lose = () => {
      if (client === made) client = undefined
      // In between there may have been some.
      forget()
    }
    made.once('error', lose).once('end', lose).on('notification', forget)
    await made.query(`listen ${CHANNEL}`)
    client = made
  }

  return {
    async announce(tx) {
      await tx.$client.query('select pg_notify($1, $2)', [CHANNEL, ''])
    },
    forget,
    heed: (work) => void works.push(work),
    hears() {
      if (client !== undefined) return true
      if (performance.now() - triedAt > AGAIN_MS) {
        triedAt = performance.now()
        // That the database is away others say.
        listen().catch(() => undefined)
      }
      return false
    },
  }
}
