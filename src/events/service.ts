import type { Database } from '../db/index.ts'
import { type Actor, invalid, rfc3339 } from '../http/index.ts'
import type { Event, EventPage, EventQuery } from './schema.ts'
import {
  deleteEventsBefore,
  type EventRow,
  eventsAfter,
  positionOf,
  replaceSubject,
  settleMovedEvents,
} from './store.ts'

/** Few enough for a statement of well below a second. */
const FORGOTTEN_AT_ONCE = 5_000
/** How many events are looked through at once. */
const LOOKED_AT_ONCE = 50_000
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'
const DAY_MS = 86_400_000

/** The outbox: what happened, in its order. `recordEvents` writes it. */
export type EventService = {
  /**
   * Events after one that was read, in an order that never changes: who goes on after the last one
   * misses none. With the key of an issuer, that issuer's.
   *
   * @throws Problem naming `after` when that event is not there, or not any more
   */
  list(actor: Actor, query: EventQuery): Promise<EventPage>
  /** The job: deletes what is older than the configured period. */
  forget(): Promise<void>
  /** Puts another id in the place of a subject's in all events; doing so again changes nothing. */
  rename(from: string, to: string): Promise<void>
  /** To be called before events are recorded: puts those of a database in order that was moved here. */
  settle(): Promise<void>
}

/** An {@link EventService} that forgets after `retentionDays`. */
export function createEventService(deps: {
  database: Database
  now: () => Date
  retentionDays: number
}): EventService {
  const { queries } = deps.database
  return {
    async list({ issuerId }, { after = null, limit, type }) {
      const position = after === null ? null : await positionOf(queries, after, { issuerId })
      if (position === undefined) {
        const detail = 'after must be the id of an event that is still kept.'
        throw invalid({ field: 'after', detail })
      }
      const filter = { issuerId, ...(type !== undefined && { types: [type] }) }
      const rows = await eventsAfter(queries, position, filter, limit + 1)
      return { data: rows.slice(0, limit).map(toEvent), hasMore: rows.length > limit }
    },
    async forget() {
      const before = new Date(deps.now().getTime() - deps.retentionDays * DAY_MS)
      while ((await deleteEventsBefore(queries, before, FORGOTTEN_AT_ONCE)) > 0);
    },
    async rename(from, to) {
      let after: string | undefined = BEFORE_ALL
      while (after !== undefined) {
        after = await replaceSubject(queries, { from, to }, after, LOOKED_AT_ONCE)
      }
    },
    settle: () => deps.database.transaction(settleMovedEvents),
  }
}

/** An event as everybody outside sees it. */
export function toEvent({ id, type, at, issuerId, subjectIds }: EventRow): Event {
  return { id, type, at: rfc3339(at), issuerId, subjectIds }
}
