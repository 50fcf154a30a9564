/** Fewer than that are never told of. */
export const THRESHOLD = 10

/** Counts as they may be told: null where one is not. */
export type Told = { total: number | null; counts: (number | null)[] }

/**
 * Leaves out the counts that are too small, and as many more as it takes that nobody can work one out
 * from the rest and the total: what is left out is never a single count, and never adds up to fewer
 * than the threshold.
 */
export function suppress(counts: readonly number[], threshold: number = THRESHOLD): Told {
  const total = sum(counts)
  if (total < threshold) return { total: null, counts: counts.map(() => null) }
  const bySize = counts.map((_, position) => position)
  bySize.sort((one, other) => (counts[one] as number) - (counts[other] as number))
  const small = bySize.filter((position) => (counts[position] as number) < threshold)
  let left = small.length
  while (left > 0 && left < bySize.length && (left === 1 || leftOut(left) < threshold)) left += 1
  const hidden = new Set(bySize.slice(0, left))
  return {
    total,
    counts: counts.map((count, position) => (hidden.has(position) ? null : count)),
  }

  function leftOut(most: number): number {
    return sum(bySize.slice(0, most).map((position) => counts[position] as number))
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, one) => all + one, 0)
}
