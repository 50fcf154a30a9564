/** Carries out items that wait at the same time together; see {@link createGathering}. */
export type Gathering<In, Out> = (item: In) => Promise<Out>

type Waiting<In, Out> = {
  item: In
  resolve(value: Out): void
  reject(reason: unknown): void
}

/** A set that takes longer than this waits for somebody, and no more stands in the others' way. */
const SLOW_MS = 500

/** Requests that come one upon another are waited for, but not for so many turns of the event loop. */
const MOST_TURNS = 10

/**
 * Gathers what is asked for at the same time into sets, where a set costs little more than one: while
 * sets are under way the next one gathers. Nobody waits by the clock: with nothing under way an item
 * is carried out at once, with those that came in the same turn of the event loop.
 *
 * @param options.carryOut - carries out a set; gives an outcome for each item, in their order.
 *   When it rejects, every item of the set is rejected with that.
 * @param options.largest - how many items a set has at most
 * @param options.abreast - how many sets are under way side by side; the slow ones not counted
 * @param options.most - how many with the slow ones
 */
export function createGathering<In, Out>(options: {
  carryOut(items: In[]): Promise<PromiseSettledResult<Out>[]>
  largest: number
  abreast: number
  most: number
}): Gathering<In, Out> {
  const { carryOut, largest, abreast, most } = options
  const waiting: Waiting<In, Out>[] = []
  const counts = { underWay: 0, slow: 0 }
  let turn: NodeJS.Immediate | undefined
  let turns = 0
  let seen = 0

  const mayBegin = () => counts.underWay - counts.slow < abreast && counts.underWay < most

  /** Begins in a turn of the event loop in which nobody came any more, or that is the last to wait. */
  function begin(): void {
    if (turn !== undefined || waiting.length === 0 || !mayBegin()) return
    turn = setImmediate(() => {
      turn = undefined
      const grown = waiting.length > seen
      seen = waiting.length
      turns += 1
      if (!grown || seen >= largest || turns === MOST_TURNS) {
        seen = 0
        turns = 0
        void run(waiting.splice(0, largest))
      }
      begin()
    })
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
      begin()
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      begin()
    })
}
