import { Worker } from 'node:worker_threads'
import { type LaneData, READY } from './serve.ts'

/** What a job ends with that took too much time or memory: its thread ended with it. */
export const BROKEN_OFF = Symbol('broken off')

/** The script that a thread runs, see `serve`, and what one job may take. */
export type LaneOptions = { script: URL; longestMs: number; heapMb: number }

/** One thread at a time, made when it is needed first and again after it had to be ended. */
export type Lane<Job, Result> = {
  /** One job after the other: the caller waits for the end of the one before. */
  run(job: Job): Promise<Result | typeof BROKEN_OFF>
  close(): Promise<void>
}

export function createLane<Job, Result>(options: LaneOptions & LaneData): Lane<Job, Result> {
  const { script, longestMs, heapMb, givesWay } = options
  let worker: Worker | undefined

  function start(): Worker {
    const made = new Worker(script, {
      workerData: { givesWay } satisfies LaneData,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32 },
    })
    const forget = () => {
      if (worker === made) worker = undefined
    }
    made.once('error', forget).once('exit', forget)
    return made
  }

  /** The next message of the thread, or that it came to its end. */
  async function message(from: Worker): Promise<Result | typeof BROKEN_OFF> {
    const { promise, resolve, reject } = Promise.withResolvers<Result | typeof BROKEN_OFF>()
    const crashed = (error: Error & { code?: string }) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(BROKEN_OFF) : reject(error)
    const ended = () => resolve(BROKEN_OFF)
    from.once('message', resolve).once('error', crashed).once('exit', ended)
    from.ref()
    try {
      return await promise
    } finally {
      // A thread without work must not keep the process from ending.
      from.unref()
      from.off('message', resolve).off('error', crashed).off('exit', ended)
    }
  }

  return {
    async run(job) {
      if (worker === undefined) {
        worker = start()
        // It says that it is ready: what a busy machine takes to start it is no fault of the job.
        const first: unknown = await message(worker)
        if (first !== READY) return BROKEN_OFF
      }
      const current = worker
      if (current === undefined) return BROKEN_OFF
      const timer = setTimeout(() => void current.terminate(), longestMs)
      current.postMessage(job)
      return message(current).finally(() => clearTimeout(timer))
    },
    async close() {
      await worker?.terminate()
    },
  }
}
