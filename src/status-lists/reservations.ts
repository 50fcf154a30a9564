import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { uuidv7 } from 'uuidv7'
import { STATUS_LIST_SIZE, statusListIndexPermutation } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import { addList, reservePlaces } from './store.ts'

/** Divides the size of a list, so that a full list has been handed out to its last place. */
const SMALLEST_BLOCK = 16
const LARGEST_BLOCK = 1024
/** A block that did not last so long is followed by one of twice the size. */
const BLOCK_LASTS_MS = 2_000
/** Permutations kept in memory: each computes its masks only once. */
const MAX_PERMUTATIONS = 500

export type StatusPurpose = 'revocation' | 'suspension'

/** A place in a status list that no other credential has or will have. */
export type StatusPlace = { statusListId: string; index: number }

type Block = {
  statusListId: string
  next: number
  end: number
  permute(counter: number): number
  size: number
  takenAt: number
}
/** The block that places are handed out of, the one that comes after it, and what fetches that. */
type Supply = { current?: Block | undefined; following?: Block; underWay?: Promise<void> }

/** Hands out places in status lists. */
export type StatusReservations = {
  /**
   * The next place of the issuer's list for this purpose; a new list begins when one is full.
   *
   * A process takes places a block at a time, in a statement of its own and ahead of need: awards
   * of one issuer then do not wait for each other's transactions. What a process has not used when
   * it ends stays unused, which costs a list a few entries and nothing else.
   */
  next(issuer: { id: string; did: string }, purpose: StatusPurpose): Promise<StatusPlace>
}

/** {@link StatusReservations} of blocks that this process hands out by itself. */
export function createStatusReservations(database: Database): StatusReservations {
  const supplies = new Map<string, Supply>()
  const permutations = new LRUCache<string, Block['permute']>({ max: MAX_PERMUTATIONS })

  async function take(
    kind: { issuerId: string; did: string; purpose: StatusPurpose },
    wanted: number,
  ): Promise<Block> {
    for (;;) {
      for (let size = wanted; size >= SMALLEST_BLOCK; size /= 2) {
        const row = await reservePlaces(database.queries, kind, size)
        if (row === undefined) continue
        const { id: statusListId, reserved: end } = row
        const permute =
          permutations.get(statusListId) ?? statusListIndexPermutation(row.permutationKey, row.size)
        permutations.set(statusListId, permute)
        const takenAt = performance.now()
        return { statusListId, next: end - size, end, permute, size, takenAt }
      }
      await addList(database.queries, {
        id: uuidv7(),
        ...kind,
        size: STATUS_LIST_SIZE,
        permutationKey: randomBytes(32),
      })
    }
  }

  /** Has the following block fetched, if it is not there or under way already. */
  function refill(
    supply: Supply,
    { id, did }: { id: string; did: string },
    purpose: StatusPurpose,
  ): Promise<void> {
    if (supply.following !== undefined) return Promise.resolve()
    const { current } = supply
    const brief = current !== undefined && performance.now() - current.takenAt < BLOCK_LASTS_MS
    const size = Math.min(LARGEST_BLOCK, brief ? 2 * current.size : SMALLEST_BLOCK)
    supply.underWay ??= take({ issuerId: id, did, purpose }, size)
      .then((taken) => {
        supply.following = taken
      })
      .finally(() => {
        delete supply.underWay
      })
    return supply.underWay
  }

  return {
    async next(issuer, purpose) {
      // The lists of an identity are its own: it signs them.
      const key = `${issuer.did} ${purpose}`
      const supply = supplies.get(key) ?? {}
      supplies.set(key, supply)
      while (supply.current === undefined || supply.current.next === supply.current.end) {
        await refill(supply, issuer, purpose)
        if (supply.following === undefined) continue
        supply.current = supply.following
        delete supply.following
      }
      const { current } = supply
      const index = current.permute(current.next)
      current.next += 1
      // When that fails, whoever needs the block finds out.
      if (current.end - current.next === current.size / 2) {
        refill(supply, issuer, purpose).catch(() => undefined)
      }
      return { statusListId: current.statusListId, index }
    },
  }
}
