/** Draws that look random, and are the same whenever they begin with the same words. */
export type Chance = {
  /** From 0 to below 1. */
  next(): number
  /** A whole number from 0 to below `end`. */
  below(end: number): number
  pick<T>(from: readonly T[]): T
  /** So many different ones, in the order in which they were drawn. */
  some<T>(from: readonly T[], count: number): T[]
}

/** @param words - name what is drawn for: what follows from others does not depend on it */
export function chance(...words: (string | number)[]): Chance {
  let state = hashOf(words.join(' '))
  // Mulberry32: small, quick, and good enough to scatter things.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(next() * end)
  return {
    next,
    below,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    some(from, count) {
      const drawn = new Set<number>()
      const most = Math.min(count, from.length)
      while (drawn.size < most) drawn.add(below(from.length))
      return [...drawn].map((at) => from[at] as (typeof from)[number])
    },
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return hash
}
