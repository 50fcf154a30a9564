import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Database } from '../db/index.ts'
import type { OutboundClient } from '../outbound/index.ts'
import type { Vault } from '../vault.ts'
import { type Attempt, attempt } from './attempt.ts'
import { type Due, noteAttempt, takeDue } from './courier-store.ts'
import { fanOut } from './fan-out.ts'
import { disableEndpoint } from './store.ts'
import { createTurns, type Share } from './turns.ts'

/** How often we look for what is to be sent. */
const ROUND_MS = 1_000
/** After so long without a word one under way is taken to have been lost with its process: longer than any is waited for. */
const LOST_MS = 25_000
/** How long the end of what is under way is waited for when the service stops. */
const GRACE_MS = 3_000

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** When a delivery is tried again: as Standard Webhooks propose it, for three days and a half. */
const RETRIES_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

/** The answer of a receiver that wants no more of it, by the Standard Webhooks. */
const GONE = 410

/** What sends deliveries. */
export type Courier = { stop(): Promise<void> }

type CourierDeps = {
  database: Database
  vault: Vault
  outbound: OutboundClient
  log: Logger
  now: () => Date
}

/**
 * Starts telling endpoints of events. Any number of processes can do so beside one another; what one
 * of them had under way when it ended another sends again: at least once, that is.
 */
export function startCourier(deps: CourierDeps): Courier {
  const { database, now, log } = deps
  const stopping = new AbortController()
  const stopped = stopping.signal
  const underWay = new Set<Promise<void>>()
  const turns = createTurns()

  /** Sends what is due until there is no more, or no room. */
  async function takeAll(shareNow: () => Share): Promise<void> {
    for (let share = shareNow(); share.limit > 0 && !stopped.aborted; share = shareNow()) {
      const taken = await takeDue(database.queries, share, {
        now: now(),
        lostAt: new Date(now().getTime() + LOST_MS),
      })
      if (taken.length === 0) return
      for (const due of taken) send(due)
    }
  }

  function send(due: Due): void {
    const end = turns.begin(due.endpointId)
    const sent = attempt(deps, due)
      .finally(end)
      .then((outcome) => note(deps, due, outcome))
      // It is lost, and taken again.
      .catch((err) => log.warn({ err }, 'a webhook delivery broke off'))
      .finally(() => {
        underWay.delete(sent)
        // There may be more for that endpoint.
        if (!stopped.aborted) wake()
      })
    underWay.add(sent)
  }

  let wake: () => void = () => undefined
  async function pause(): Promise<void> {
    const woken = new AbortController()
    wake = () => woken.abort()
    const signal = AbortSignal.any([stopped, woken.signal])
    await delay(ROUND_MS, undefined, { signal }).catch(() => undefined)
  }

  async function goRound(): Promise<void> {
    let failing = false
    while (!stopped.aborted) {
      try {
        await fanOut(database, now, stopped)
        await takeAll(turns.quick)
        await takeAll(turns.slow)
        failing = false
      } catch (err) {
        // Said once, however long the database is away.
        if (!failing) log.warn({ err }, 'webhooks could not be looked after')
        failing = true
      }
      await pause()
    }
  }

  const going = goRound()
  return {
    async stop() {
      stopping.abort()
      await going
      const over = new AbortController()
      const grace = delay(GRACE_MS, undefined, { signal: over.signal }).catch(() => undefined)
      await Promise.race([Promise.all(underWay), grace])
      over.abort()
    },
  }
}

/** Notes what became of an attempt, and when it is tried again, if it is. */
async function note(
  { database: { queries }, now }: CourierDeps,
  due: Due,
  outcome: Attempt,
): Promise<void> {
  const status = 'status' in outcome ? outcome.status : null
  const said = { lastStatus: status, lastFailure: 'failure' in outcome ? outcome.failure : null }
  if (status !== null && status >= 200 && status < 300) {
    return noteAttempt(queries, due, { ...said, status: 'delivered' })
  }
  if (status === GONE) {
    await disableEndpoint(queries, due.endpointId, 'Its receiver answered that it is gone.', now())
  }
  const wait = RETRIES_MS[due.attempts - 1]
  if (wait === undefined) return noteAttempt(queries, due, { ...said, status: 'failed' })
  const nextAttemptAt = new Date(now().getTime() + wait)
  return noteAttempt(queries, due, { ...said, nextAttemptAt })
}
