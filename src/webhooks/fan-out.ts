import type { Database } from '../db/index.ts'
import { EVENT_TYPES, type EventType, eventsAfter, lastPosition } from '../events/index.ts'
import { endpointBehind, insertDeliveries } from './courier-store.ts'

/** Events for which deliveries are made in one transaction. */
const EVENTS_AT_ONCE = 500

/** What every endpoint can be told of: one that is tried is told of that by itself. */
const TOLD: readonly EventType[] = EVENT_TYPES.filter((type) => type !== 'webhook.test')

/**
 * Makes deliveries of the events that came since the last time, each exactly once: they are noted
 * together with how far that is.
 *
 * @param stopped - ends it between two transactions
 */
export async function fanOut(database: Database, now: () => Date, stopped: AbortSignal) {
  const head = await lastPosition(database.queries)
  let left = true
  while (left && !stopped.aborted) {
    left = await database.transaction(async (tx) => {
      const endpoint = await endpointBehind(tx, head)
      if (endpoint === undefined) return false
      const { issuerId, eventTypes, done } = endpoint
      const types = TOLD.filter((type) => eventTypes?.includes(type) ?? true)
      const rows = await eventsAfter(tx, done, { issuerId, types }, EVENTS_AT_ONCE)
      const last = rows.at(-1)
      // All up to the head were seen, unless there are more than can be made at once.
      const all = rows.length < EVENTS_AT_ONCE || last === undefined
      const upTo = all ? head : { transaction: last.transaction, id: last.id }
      const eventIds = rows.map(({ id }) => id)
      await insertDeliveries(tx, endpoint.id, eventIds, upTo, now())
      return true
    })
  }
}
