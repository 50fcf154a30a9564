import type { CanonicaliserStats } from '../credentials/index.ts'

const NOTHING: CanonicaliserStats = {
  shapes: 0,
  bytes: 0,
  compiled: 0,
  carried: 0,
  library: {},
  checked: 0,
  differed: 0,
}

/** What several canonicalisers have done together. */
export function sumStats(all: readonly CanonicaliserStats[]): CanonicaliserStats {
  return all.reduce((sum, one) => {
    const library = { ...sum.library }
    for (const [reason, count] of Object.entries(one.library)) {
      const known = reason as keyof typeof library
      library[known] = (library[known] ?? 0) + count
    }
    return {
      shapes: sum.shapes + one.shapes,
      bytes: sum.bytes + one.bytes,
      compiled: sum.compiled + one.compiled,
      carried: sum.carried + one.carried,
      library,
      checked: sum.checked + one.checked,
      differed: sum.differed + one.differed,
    }
  }, NOTHING)
}

/** The same of a thread that has ended: it holds nothing any more. */
export function afterEnd(stats: CanonicaliserStats): CanonicaliserStats {
  return { ...stats, shapes: 0, bytes: 0 }
}
