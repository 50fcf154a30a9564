import { LRUCache } from 'lru-cache'

/** How much is under way to one endpoint at a time, and to all together. */
const EACH = 4
const TOTAL = 200
/** Endpoints whose receiver was slow last get one at a time, and all of them together half of it. */
const SLOW_MS = 3_000
const SLOW_TOTAL = TOTAL / 2
/** Slow ones that are remembered; whoever brings more of them makes the service forget the oldest. */
const MAX_SLOW = 10_000

/** How many deliveries may be begun. */
export type Share = {
  /** In total. */
  limit: number
  /** Of each endpoint, where `rooms` says nothing else. */
  each: number
  rooms: ReadonlyMap<string, number>
}

/** What is under way to each endpoint. One that keeps us waiting leaves the others their turns. */
export type Turns = {
  /** @returns to be called when that delivery is under way no more */
  begin(endpointId: string): () => void
  /** What may be begun to those that are quick, as far as is known. */
  quick(): Share
  /** What may be begun to those that were slow. */
  slow(): Share
}

/** @param clock - in milliseconds */
export function createTurns(clock: () => number = () => performance.now()): Turns {
  const underWay = new Map<string, number>()
  const slow = new LRUCache<string, true>({ max: MAX_SLOW })
  let total = 0

  function change(endpointId: string, by: 1 | -1): void {
    total += by
    const count = (underWay.get(endpointId) ?? 0) + by
    if (count === 0) underWay.delete(endpointId)
    else underWay.set(endpointId, count)
  }

  return {
    begin(endpointId) {
      const began = clock()
      change(endpointId, 1)
      return () => {
        change(endpointId, -1)
        if (clock() - began < SLOW_MS) slow.delete(endpointId)
        else slow.set(endpointId, true)
      }
    },
    quick() {
      const rooms = new Map<string, number>()
      for (const [endpointId, count] of underWay) rooms.set(endpointId, EACH - count)
      for (const endpointId of slow.keys()) rooms.set(endpointId, 0)
      return { limit: TOTAL - total, each: EACH, rooms }
    },
    slow() {
      const rooms = new Map<string, number>()
      let left = SLOW_TOTAL
      for (const endpointId of slow.keys()) {
        const count = underWay.get(endpointId) ?? 0
        left -= count
        if (count === 0) rooms.set(endpointId, 1)
      }
      return { limit: Math.max(0, Math.min(rooms.size, left, TOTAL - total)), each: 0, rooms }
    },
  }
}
