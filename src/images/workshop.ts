import { Worker } from 'node:worker_threads'
import type { Baked } from '../credentials/index.ts'
import { Problem } from '../http/index.ts'
import type { InspectedImage, Refusal } from './inspect.ts'

/** How long one image may take: far longer than any within the bounds does, on a machine at ease. */
const LONGEST_MS = 20_000
const HEAP_MB = 256
const LANES = 2
/** Beyond this many that wait, callers are asked to come again. */
const MOST_WAITING = 64

/** The problem of an image whose reading had to be broken off. */
export const UNREADABLE = 'reading-broken-off'

export type Job = { task: 'inspect' | 'unbake'; image: Uint8Array }
type Waiting = Job & { done(result: unknown): void; failed(error: Error): void }

/**
 * Reads images of strangers in threads of their own: what takes long holds up nobody, what takes
 * too long or too much memory ends with its thread.
 */
export type Workshop = {
  /** @returns the image as it may be kept, or why not */
  inspect(image: Uint8Array): Promise<InspectedImage | Refusal>
  /** @returns what is baked into the image, or why nothing can be taken out of it */
  unbake(image: Uint8Array): Promise<Baked | Refusal>
  /** Ends the threads; images under way are refused. */
  close(): Promise<void>
}

export function createWorkshop(
  options: { longestMs?: number; heapMb?: number; mostWaiting?: number } = {},
): Workshop {
  const { longestMs = LONGEST_MS, heapMb = HEAP_MB, mostWaiting = MOST_WAITING } = options
  const waiting: Waiting[] = []
  const idle = Array.from({ length: LANES }, () => createLane({ longestMs, heapMb }))
  const lanes = [...idle]

  async function work(lane: Lane): Promise<void> {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      await lane.run(job).then(job.done, job.failed)
    }
    idle.push(lane)
  }

  function add(task: Job['task'], image: Uint8Array): Promise<unknown> {
    return new Promise((done, failed) => {
      if (waiting.length >= mostWaiting) {
        throw new Problem('unavailable', 'Too many images are being read; try again shortly.', {
          headers: { 'retry-after': '5' },
        })
      }
      waiting.push({ task, image, done, failed })
      const lane = idle.pop()
      if (lane !== undefined) void work(lane)
    })
  }

  return {
    inspect: (image) => add('inspect', image) as ReturnType<Workshop['inspect']>,
    unbake: (image) => add('unbake', image) as ReturnType<Workshop['unbake']>,
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()))
    },
  }
}

type Lane = ReturnType<typeof createLane>

/** One thread at a time, made when it is needed first and again after it had to be ended. */
function createLane({ longestMs, heapMb }: { longestMs: number; heapMb: number }) {
  let worker: Worker | undefined

  function start(): Worker {
    const made = new Worker(new URL('./worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32 },
    })
    const forget = () => {
      if (worker === made) worker = undefined
    }
    made.once('error', forget).once('exit', forget)
    return made
  }

  /** The next message of the thread, or that it came to its end. */
  async function message(from: Worker): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const crashed = (error: Error & { code?: string }) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(TOO_MUCH) : reject(error)
    const ended = () => resolve(TOO_MUCH)
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
    /** One job after the other: the caller waits for the end of the one before. */
    async run({ task, image }: Job): Promise<unknown> {
      if (worker === undefined) {
        worker = start()
        // It says that it is ready: what a busy machine takes to start it is no fault of the image.
        await message(worker)
      }
      const current = worker
      if (current === undefined) return TOO_MUCH
      const timer = setTimeout(() => void current.terminate(), longestMs)
      // Bytes of their own: a small buffer of Node.js shares its memory with others.
      current.postMessage({ task, image: new Uint8Array(image) } satisfies Job)
      return message(current).finally(() => clearTimeout(timer))
    },
    async close(): Promise<void> {
      await worker?.terminate()
    },
  }
}

/** Says nothing about the image itself: another time, or elsewhere, it may be read. */
const TOO_MUCH: Refusal = {
  problem: UNREADABLE,
  detail: 'Reading the image takes more time or memory than an image may.',
}
