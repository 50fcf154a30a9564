import { LRUCache } from 'lru-cache'
import { Problem } from '../http/index.ts'

const WINDOW_MS = 10 * 60_000
/** More at a time are not told apart. */
const MAX_GUESSERS = 10_000

/** Counts wrong codes by who tried them, in this process. */
export type Guesses = {
  /** @throws Problem 429 for whoever tried too many wrong codes */
  admit(guesser: Guesser): void
  note(guesser: Guesser): void
}

/** Who tries codes, and how many wrong ones are an accident. */
export type Guesser = { name: string; most: number }

export function createGuesses(now: () => Date): Guesses {
  const failures = new LRUCache<string, number[]>({ max: MAX_GUESSERS })
  const recent = (name: string) =>
    (failures.get(name) ?? []).filter((at) => at > now().getTime() - WINDOW_MS)
  return {
    admit({ name, most }) {
      const [oldest, ...others] = recent(name)
      if (oldest === undefined || others.length + 1 < most) return
      const seconds = Math.ceil((oldest + WINDOW_MS - now().getTime()) / 1000)
      throw new Problem('rate-limited', 'Too many wrong codes; try again later.', {
        headers: { 'retry-after': String(seconds) },
      })
    },
    note({ name, most }) {
      failures.set(name, [...recent(name), now().getTime()].slice(-most))
    },
  }
}
