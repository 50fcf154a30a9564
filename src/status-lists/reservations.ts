import { randomBytes } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { STATUS_LIST_SIZE, statusListIndexPermutation } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import { addList, reservePlaces } from './store.ts'

/** Divides the size of a list, so that a full list has been handed out to its last place. */
const BLOCK = 16

export type StatusPurpose = 'revocation' | 'suspension'

/** A place in a status list that no other credential has or will have. */
export type StatusPlace = { statusListId: string; index: number }

type Block = { statusListId: string; next: number; end: number; permute: (n: number) => number }

/** Hands out places in status lists. */
export type StatusReservations = {
  /**
   * The next place of the issuer's list for this purpose; a new list begins when one is full.
   *
   * A process takes places a block at a time, in a statement of its own: awards of one issuer
   * then do not wait for each other's transactions. What a process has not used when it ends
   * stays unused, which costs a list a few entries and nothing else.
   */
  next(issuer: { id: string; did: string }, purpose: StatusPurpose): Promise<StatusPlace>
}

export function createStatusReservations(database: Database): StatusReservations {
  const blocks = new Map<string, Block>()
  const underWay = new Map<string, Promise<void>>()

  async function take(issuer: { id: string; did: string }, purpose: StatusPurpose): Promise<Block> {
    const kind = { issuerId: issuer.id, did: issuer.did, purpose }
    for (;;) {
      const row = await reservePlaces(database.queries, kind, BLOCK)
      if (row !== undefined) {
        return {
          statusListId: row.id,
          next: row.reserved - BLOCK,
          end: row.reserved,
          permute: statusListIndexPermutation(row.permutationKey, row.size),
        }
      }
      await addList(database.queries, {
        id: uuidv7(),
        ...kind,
        size: STATUS_LIST_SIZE,
        permutationKey: randomBytes(32),
      })
    }
  }

  return {
    async next(issuer, purpose) {
      // The lists of an identity are its own: it signs them.
      const key = `${issuer.did} ${purpose}`
      for (;;) {
        const block = blocks.get(key)
        if (block !== undefined && block.next < block.end) {
          const index = block.permute(block.next)
          block.next += 1
          return { statusListId: block.statusListId, index }
        }
        const refill =
          underWay.get(key) ??
          take(issuer, purpose)
            .then((taken) => void blocks.set(key, taken))
            .finally(() => underWay.delete(key))
        underWay.set(key, refill)
        await refill
      }
    },
  }
}
