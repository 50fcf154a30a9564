/** In how many steps shares are told. */
const STEPS = 20

/** A share so coarse that neither it nor a difference of two leads to one person. */
export function twentieth(count: number, of: number): number {
  return Math.round((STEPS * count) / of) / STEPS
}

/** How many it may be at least and at most of whom a share is told. */
export function rangeOf(count: number, of: number): { low: number; high: number } {
  const step = Math.round((STEPS * count) / of)
  return {
    low: Math.max(0, Math.ceil(((step - 0.5) / STEPS) * of)),
    high: Math.min(of, Math.floor(((step + 0.5) / STEPS) * of)),
  }
}
