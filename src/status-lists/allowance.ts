import { LRUCache } from 'lru-cache'

/** More things than are asked for at a time; who is forgotten has a full allowance again. */
const MAX_KEYS = 10_000

/**
 * Lets something be done a few times at once, and from then on so many times a second.
 *
 * @param atOnce - how much may be saved up
 * @param perSecond - how fast it comes back
 * @param clock - milliseconds of a clock that never goes back
 * @returns takes one for this key; false when there is none at the moment
 */
export function allowance(
  atOnce: number,
  perSecond: number,
  clock: () => number = () => performance.now(),
): (key: string) => boolean {
  const states = new LRUCache<string, { left: number; at: number }>({ max: MAX_KEYS })
  return (key) => {
    const at = clock()
    const before = states.get(key) ?? { left: atOnce, at }
    const left = Math.min(atOnce, before.left + ((at - before.at) / 1000) * perSecond)
    const granted = left >= 1
    states.set(key, { left: granted ? left - 1 : left, at })
    return granted
  }
}
