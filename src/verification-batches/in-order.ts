/** How much of the work may be under way. */
export type Bounds<T> = {
  /** How many at the same time, those included whose results wait for their turn. */
  atOnce: number
  /** What they may weigh together; one alone may weigh more. */
  weight: number
  weigh(one: T): number
}

type Job<R> = { weight: number; result?: { value: R } }

/**
 * Works on what comes, several at the same time, and gives the results in the order in which it
 * came, each as soon as it is its turn. It takes no more than the bounds allow: when nobody takes
 * the results, it stops taking what comes.
 *
 * @param work - does not reject
 * @param stop - once aborted nothing is taken any more; what is under way is finished
 * @throws what the source throws
 */
export async function* inOrder<T, R>(
  source: AsyncIterable<T>,
  work: (one: T) => Promise<R>,
  { bounds, stop }: { bounds: Bounds<T>; stop: AbortSignal },
): AsyncGenerator<R> {
  const iterator = source[Symbol.asyncIterator]()
  const jobs: Job<R>[] = []
  let taking = false
  let end: { failure?: unknown } | null = null
  let wake = () => {}

  function begin(one: T): void {
    const job: Job<R> = { weight: bounds.weigh(one) }
    jobs.push(job)
    void work(one).then((value) => {
      job.result = { value }
      wake()
    })
  }

  async function take(): Promise<void> {
    taking = true
    try {
      const next = await iterator.next()
      if (next.done) end = {}
      else if (!stop.aborted) begin(next.value)
    } catch (failure) {
      end = { failure }
    }
    taking = false
    wake()
  }

  const hasRoom = () =>
    jobs.length < bounds.atOnce &&
    (jobs.length === 0 || jobs.reduce((sum, { weight }) => sum + weight, 0) < bounds.weight)

  const stopped = () => wake()
  stop.addEventListener('abort', stopped)
  try {
    for (;;) {
      const [first] = jobs
      if (first?.result !== undefined) {
        jobs.shift()
        yield first.result.value
        continue
      }
      const isOver = stop.aborted || end !== null
      if (first === undefined && isOver) break
      if (!isOver && !taking && hasRoom()) void take()
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    if (end !== null && 'failure' in end) throw (end as { failure: unknown }).failure
  } finally {
    stop.removeEventListener('abort', stopped)
  }
}
