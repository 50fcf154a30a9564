import { createHash } from 'node:crypto'
import type { Cell } from './cells-store.ts'
import { type Suppressed, suppressedOf, THRESHOLD } from './family.ts'
import { type Counted, restsOf } from './rests.ts'

/** The cells of a place, and what of them is not published. */
export type Told = { cells: readonly Cell[]; suppressed: Suppressed }

/** How many places are remembered. */
const REMEMBERED = 50

/**
 * Tells what of a place may be published. That follows from the counts alone, and is worked out once
 * for the same ones: who reads a report reads the next by something else.
 */
export function createTold(): (placeId: string, place: Counted, others: Counted[]) => Told {
  const known = new Map<string, Told & { of: string }>()
  return (placeId, place, others) => {
    const of = createHash('sha256')
      .update(JSON.stringify([place, others]))
      .digest('base64url')
    const before = known.get(placeId)
    if (before?.of === of) return before
    const { cells } = place
    const suppressed = suppressedOf(cells, restsOf(place, others, THRESHOLD))
    const [oldest] = known.keys()
    if (oldest !== undefined && known.size >= REMEMBERED) known.delete(oldest)
    known.set(placeId, { of, cells, suppressed })
    return { cells, suppressed }
  }
}
