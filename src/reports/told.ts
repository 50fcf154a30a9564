import { createHash } from 'node:crypto'
import type { Cell } from './cells-store.ts'
import { suppressedOf } from './family.ts'
import { type Counted, restsOf } from './rests.ts'
import { type Suppressed, THRESHOLD } from './suppressed.ts'

/** The cells of a place, and what of them is not published to whoever reads. */
export type Told = { cells: readonly Cell[]; suppressed: Suppressed }

/** A place that is read, the places beside it, and the issuer that reads, if it is one. */
export type Reading = {
  placeId: string
  place: Counted
  others: readonly Counted[]
  reader: string | null
}

/** How many readings are remembered. */
const REMEMBERED = 200

/**
 * Tells what of a place may be published to a reader. That follows from the counts and from whom the
 * reader awarded alone, and is worked out once for the same ones: who reads a report reads the next by
 * something else.
 */
export function createTold(): (reading: Reading) => Told {
  const known = new Map<string, Told & { of: string }>()
  return ({ placeId, place, others, reader }) => {
    const of = createHash('sha256')
      .update(JSON.stringify([place, others]))
      .digest('base64url')
    const key = `${placeId} ${reader}`
    const before = known.get(key)
    if (before?.of === of) return before
    const { cells } = place
    const suppressed = suppressedTo(place, others, reader)
    const [oldest] = known.keys()
    if (oldest !== undefined && known.size >= REMEMBERED) known.delete(oldest)
    known.set(key, { of, cells, suppressed })
    return { cells, suppressed }
  }
}

/** What is not published to a reader, who knows of no learners of its own when null. */
export function suppressedTo(
  place: Counted,
  others: readonly Counted[],
  reader: string | null,
): Suppressed {
  return suppressedOf(place.cells, restsOf(place, others, reader, THRESHOLD))
}
