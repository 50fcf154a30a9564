import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { runMigrations } from 'graphile-worker'
import type { Logger } from 'pino'
import type { Database } from '../db/index.ts'
import { queueLog } from './log.ts'
import type { Jobs } from './start.ts'
import { type JobThreadData, STOP } from './thread-data.ts'

const AGAIN_MS = 1_000

/**
 * Starts threads that work off jobs: what takes processor time there does not stand in the way of
 * requests here. Each is to the others like another service on the same database; one that ends is
 * started again. Resolves when jobs can be asked for.
 *
 * @param options.count - how many
 * @param options.data - what each makes its services of
 */
export async function startJobThreads(options: {
  count: number
  data: JobThreadData
  database: Database
  log: Logger
}): Promise<Jobs> {
  const { count, data, database, log } = options
  await runMigrations({ pgPool: database.pool, logger: queueLog(log) })
  const stopping = new AbortController()
  const threads = Array.from({ length: count }, () => keepThread(data, log, stopping.signal))
  return {
    async stop() {
      stopping.abort()
      await Promise.all(threads)
    },
  }
}

/** Has a thread run until it is to stop; resolves when it has. */
async function keepThread(data: JobThreadData, log: Logger, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    // What it ended with it said itself, unless it could not even begin.
    await runThread(data, stopped).catch((err) => log.error({ err }, 'a thread of jobs broke'))
    if (stopped.aborted) return
    log.error('a thread of jobs has ended and is started again')
    await delay(AGAIN_MS, undefined, { signal: stopped }).catch(() => undefined)
  }
}

/** @throws what the thread ended with, when nobody had caught it there */
async function runThread(data: JobThreadData, stopped: AbortSignal): Promise<void> {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: data })
  const stop = () => thread.postMessage(STOP)
  stopped.addEventListener('abort', stop)
  try {
    await once(thread, 'exit')
  } finally {
    stopped.removeEventListener('abort', stop)
  }
}
