/**
 * A map of what takes long to make, bounded in entries and in characters, so that strangers cannot
 * grow it: what was used longest ago goes first. What is being made is made once, however many ask.
 */
export type ShapeCache<T> = {
  /** The value, or the promise of it while it is being made; undefined when there is neither. */
  get(key: string): T | Promise<T> | undefined
  /** Has a value made; a failure is not kept. */
  make(key: string, make: () => Promise<T>): Promise<T>
  /** Puts a value in, or in place of another. */
  put(key: string, value: T): void
  /** Says how many characters a value takes now; until then it counts for nothing but its key. */
  weigh(key: string, size: number): void
  size(): { entries: number; bytes: number }
}

type Entry<T> = { value: T | Promise<T>; size: number; usedAt: number }

/** A {@link ShapeCache}. `maxBytes` counts two bytes for a character. */
export function createShapeCache<T>(limits: {
  maxEntries: number
  maxBytes: number
}): ShapeCache<T> {
  const entries = new Map<string, Entry<T>>()
  let bytes = 0
  let clock = 0

  const remove = (key: string) => {
    bytes -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }
  const shrink = () => {
    while (entries.size > limits.maxEntries || (bytes > limits.maxBytes && entries.size > 0)) {
      let oldest: string | undefined
      let usedAt = Number.POSITIVE_INFINITY
      for (const [key, entry] of entries) {
        if (entry.usedAt < usedAt) [oldest, usedAt] = [key, entry.usedAt]
      }
      if (oldest !== undefined) remove(oldest)
    }
  }
  const weigh = (key: string, size: number) => {
    const entry = entries.get(key)
    if (entry === undefined) return
    const total = 2 * (key.length + size)
    bytes += total - entry.size
    entry.size = total
    if (bytes > limits.maxBytes) shrink()
  }

  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      clock += 1
      entry.usedAt = clock
      return entry.value
    },
    make(key, make) {
      clock += 1
      const making = make()
      const entry: Entry<T> = { value: making, size: 0, usedAt: clock }
      remove(key)
      entries.set(key, entry)
      weigh(key, 0)
      shrink()
      making.then(
        (value) => {
          entry.value = value
        },
        () => {
          if (entries.get(key) === entry) remove(key)
        },
      )
      return making
    },
    put(key, value) {
      const entry = entries.get(key)
      if (entry !== undefined) entry.value = value
      else entries.set(key, { value, size: 0, usedAt: ++clock })
      weigh(key, 0)
      shrink()
    },
    weigh,
    size: () => ({ entries: entries.size, bytes }),
  }
}
