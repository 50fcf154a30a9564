import { suppress as suppressed } from '../suppression/index.ts'

/** Fewer than that are never told of. */
export const THRESHOLD = 10

/** Counts as they may be told: null where one is not. */
export type Told = { total: number | null; counts: (number | null)[] }

/**
 * Leaves out the counts that are too small, zeros among them, and as many more as it takes that nobody
 * can work one out from the rest and the total.
 */
export function suppress(counts: readonly number[], threshold: number = THRESHOLD): Told {
  const total = counts.reduce((all, one) => all + one, 0)
  const cells = [total, ...counts].map((people) => ({ people }))
  const parts = counts.map((_, position) => position + 1)
  const hidden = suppressed(
    cells,
    [{ total: 0, parts, overlapping: false }],
    threshold,
    'suppressed',
  )
  return {
    total: hidden.has(0) ? null : total,
    counts: counts.map((count, position) => (hidden.has(position + 1) ? null : count)),
  }
}
