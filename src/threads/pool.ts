import { BROKEN_OFF, createLane, type Lane, type LaneOptions } from './lane.ts'

/** Threads of their own for work on what strangers bring. */
export type Pool<Job, Result> = {
  /**
   * Has a job done, one after the other in each thread.
   *
   * @param make Makes the job when its turn has come.
   * @param weight Heavy jobs have one of the threads, and wait by themselves: light ones are not held
   *   up by them. That thread does light ones, too, when there are no others.
   * @returns the result, or that the job had to be broken off
   * @throws what `full` makes, when too many jobs of this weight wait
   */
  run(make: () => Job, weight?: Weight): Promise<Result | typeof BROKEN_OFF>
  /** Ends the threads; jobs under way and jobs that wait are broken off. */
  close(): Promise<void>
}

export type Weight = 'light' | 'heavy'

type Waiting<Job, Result> = {
  make(): Job
  done(result: Result | typeof BROKEN_OFF): void
  failed(error: unknown): void
}

/**
 * A {@link Pool}. Its threads start when there is work for them.
 *
 * @param options.lanes How many threads, at least two.
 * @param options.mostWaiting How many jobs of each weight may wait.
 * @param options.full Makes the error for one more.
 */
export function createPool<Job, Result>(
  options: LaneOptions & {
    lanes: number
    mostWaiting: Record<Weight, number>
    full: () => Error
  },
): Pool<Job, Result> {
  const lanes = Array.from({ length: options.lanes }, (_, at) =>
    createLane<Job, Result>({ ...options, givesWay: at === 0 }),
  )
  const [forHeavy] = lanes
  const idle = new Set(lanes)
  const waiting: Record<Weight, Waiting<Job, Result>[]> = { light: [], heavy: [] }
  let closed = false

  const next = (lane: Lane<Job, Result>) =>
    (lane === forHeavy ? waiting.heavy.shift() : undefined) ?? waiting.light.shift()

  async function work(lane: Lane<Job, Result>): Promise<void> {
    idle.delete(lane)
    for (let one = next(lane); one !== undefined; one = next(lane)) {
      await lane.run(one.make()).then(one.done, one.failed)
    }
    idle.add(lane)
  }

  return {
    run(make, weight = 'light') {
      return new Promise((done, failed) => {
        if (closed) return done(BROKEN_OFF)
        if (waiting[weight].length >= options.mostWaiting[weight]) throw options.full()
        waiting[weight].push({ make, done, failed })
        const isFree = (lane: Lane<Job, Result>) =>
          idle.has(lane) && (weight === 'light' || lane === forHeavy)
        const lane = lanes.findLast(isFree)
        if (lane !== undefined) void work(lane)
      })
    },
    async close() {
      closed = true
      for (const one of [...waiting.light.splice(0), ...waiting.heavy.splice(0)]) {
        one.done(BROKEN_OFF)
      }
      await Promise.all(lanes.map((lane) => lane.close()))
    },
  }
}
