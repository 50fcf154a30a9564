/** Carries out items that wait at the same time together; see {@link createGathering}. */
export type Gathering<In, Out> = (item: In) => Promise<Out>

type Waiting<In, Out> = {
  item: In
  resolve(value: Out): void
  reject(reason: unknown): void
}

/** A set that takes longer than this waits for somebody, and no more stands in the others' way. */
const SLOW_MS = 500

/**
 * Gathers what is asked for at the same time into sets, where a set costs little more than one: while
 * sets are under way the next one gathers. With nothing under way an item is carried out at once,
 * with those that came in the same turn of the event loop.
 *
 * @param options.carryOut - carries out a set; gives an outcome for each item, in their order.
 *   When it rejects, every item of the set is rejected with that.
 * @param options.largest - how many items a set has at most
 * @param options.abreast - how many sets are under way side by side; the slow ones not counted
 * @param options.most - how many with the slow ones
 * @param options.lingerMs - where a set costs much, whatever its size: those who were just answered
 *   often ask again at once, one after the other, and the first of them would go alone. A set is then
 *   waited for to grow as large as the last one was, for so long at most, and only when that one ended
 *   no longer ago. Left out, nobody is waited for.
 */
export function createGathering<In, Out>(options: {
  carryOut(items: In[]): Promise<PromiseSettledResult<Out>[]>
  largest: number
  abreast: number
  most: number
  lingerMs?: number
}): Gathering<In, Out> {
  const { carryOut, largest, abreast, most, lingerMs = 0 } = options
  const waiting: Waiting<In, Out>[] = []
  const counts = { underWay: 0, slow: 0 }
  const last = { size: 0, endedAt: Number.NEGATIVE_INFINITY }
  let turn: NodeJS.Immediate | undefined
  let linger: NodeJS.Timeout | undefined

  const mayBegin = () =>
    waiting.length > 0 && counts.underWay - counts.slow < abreast && counts.underWay < most

  /** Begins when this turn of the event loop ends, or as many are there as are expected. */
  function begin(): void {
    if (turn !== undefined || !mayBegin()) return
    const isComplete =
      waiting.length >= Math.min(last.size, largest) || performance.now() - last.endedAt >= lingerMs
    if (isComplete) turn = setImmediate(beginNow)
    else linger ??= setTimeout(beginNow, lingerMs)
  }

  function beginNow(): void {
    clearTimeout(linger)
    linger = undefined
    turn = undefined
    while (mayBegin()) void run(waiting.splice(0, largest))
  }

  async function run(members: Waiting<In, Out>[]): Promise<void> {
    counts.underWay += 1
    let isSlow = false
    const timer = setTimeout(() => {
      isSlow = true
      counts.slow += 1
      begin()
    }, SLOW_MS)
    try {
      const outcomes = await carryOut(members.map(({ item }) => item))
      for (const [position, { resolve, reject }] of members.entries()) {
        const outcome = outcomes[position]
        if (outcome?.status === 'fulfilled') resolve(outcome.value)
        else reject(outcome?.reason ?? new Error('A member of a set was left without an outcome.'))
      }
    } catch (error) {
      for (const { reject } of members) reject(error)
    } finally {
      clearTimeout(timer)
      counts.underWay -= 1
      if (isSlow) counts.slow -= 1
      last.size = members.length
      last.endedAt = performance.now()
      begin()
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      begin()
    })
}
