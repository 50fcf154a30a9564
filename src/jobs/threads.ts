import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { CanonicaliserStats } from '../credentials/index.ts'
import { JOBS_AT_ONCE, type Jobs } from './start.ts'
import { type JobThreadData, type JobThreadReport, STOP } from './thread-data.ts'
import { afterEnd, sumStats } from './thread-stats.ts'

const AGAIN_MS = 1_000
/**
 * A job has a thousand rows at hand and no more: the old generation may be several times what that takes.
 * The young one holds what sets of rows are worked on with: what outlives it has to be collected from
 * among all the rest.
 */
const MEMORY = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 48 }

/** Where there is one thread only, it has as many jobs under way as two would have. */
const JOBS_OF_ONE_THREAD = 2 * JOBS_AT_ONCE

/** Threads that work off jobs. */
export type JobThreads = Jobs & {
  /** What the canonicalisation in them has done since the start, as of a moment ago. */
  canonicaliserStats(): CanonicaliserStats
}

/**
 * Starts threads that work off jobs: what takes processor time there does not stand in the way of
 * requests here. Each is to the others like another service on the same database; one that ends is
 * started again.
 *
 * @param options.count - how many
 * @param options.data - what each makes its services of; the database is migrated
 * @param options.onEnded - told when a thread has ended that ought not to: what it met may concern all
 */
export function startJobThreads(options: {
  count: number
  data: Omit<JobThreadData, 'jobsAtOnce'>
  log: Logger
  onEnded?: () => void
}): JobThreads {
  const { count, log, onEnded } = options
  const jobsAtOnce = count === 1 ? JOBS_OF_ONE_THREAD : JOBS_AT_ONCE
  const data: JobThreadData = { ...options.data, jobsAtOnce }
  const stopping = new AbortController()
  const stopped = stopping.signal
  const reports = new Map<Worker, JobThreadReport>()
  let ofEnded = sumStats([])

  /** Has a thread run until it is to stop; resolves when it has. */
  async function keepThread(): Promise<void> {
    while (!stopped.aborted) {
      // What it ended with it said itself, unless it could not even begin.
      await runThread().catch((err) => log.error({ err }, 'a thread of jobs broke'))
      if (stopped.aborted) return
      log.error('a thread of jobs has ended and is started again')
      onEnded?.()
      await delay(AGAIN_MS, undefined, { signal: stopped }).catch(() => undefined)
    }
  }

  /** @throws what the thread ended with, when nobody had caught it there */
  async function runThread(): Promise<void> {
    const thread = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: data,
      resourceLimits: MEMORY,
    })
    thread.on('message', (report: JobThreadReport) => reports.set(thread, report))
    // One that has not begun has nothing to bring to an end.
    const stop = () => (reports.has(thread) ? thread.postMessage(STOP) : void thread.terminate())
    stopped.addEventListener('abort', stop)
    try {
      await once(thread, 'exit')
    } finally {
      stopped.removeEventListener('abort', stop)
      ofEnded = sumStats([ofEnded, afterEnd(reports.get(thread) ?? sumStats([]))])
      reports.delete(thread)
    }
  }

  const threads = Array.from({ length: count }, keepThread)
  return {
    async stop() {
      stopping.abort()
      await Promise.all(threads)
    },
    canonicaliserStats: () => sumStats([ofEnded, ...reports.values()]),
  }
}
