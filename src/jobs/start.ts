import { setTimeout as delay } from 'node:timers/promises'
import type { Deps } from '../deps/index.ts'
import { giveJobsBack } from './recovery.ts'
import { type PresentRunner, startRunner } from './runner.ts'
import { createTasks } from './tasks.ts'

/** Background work on PostgreSQL: it exists exactly when the data that asked for it does. */
export type Jobs = {
  /** Lets the jobs under way end and takes no new ones. */
  stop(): Promise<void>
}

/** How often we look for jobs of the dead: with it and graphile-worker's own two seconds of polling they go on well within ten. */
const RECOVERY_MS = 2_000
const AGAIN_MS = 1_000

/** While one waits for PostgreSQL, another goes on. */
export const JOBS_AT_ONCE = 2

/**
 * Starts working off jobs in this thread, giving back those of processes that have ended, and telling
 * webhook endpoints of events.
 *
 * @param deps - the services that the jobs call
 * @param jobsAtOnce - how many are under way at the same time
 */
export async function startJobs(deps: Deps, jobsAtOnce: number = JOBS_AT_ONCE): Promise<Jobs> {
  const { database, presence, log, services } = deps
  const stopping = new AbortController()
  const stopped = stopping.signal
  const tasks = createTasks(deps, () => new Date())
  const ending = new Set<Promise<void>>()
  const begin = () => startRunner({ jobsAtOnce, database, presence, log, tasks })

  async function keepRunning(first: PresentRunner): Promise<void> {
    for (let runner: PresentRunner | undefined = first; runner !== undefined; ) {
      await Promise.race([runner.ended, whenAborted(stopped)])
      const ended = runner.stop().catch((err) => log.warn({ err }, 'jobs did not end well'))
      ending.add(ended)
      // It may have a job under way for long, which is none of the next one's business.
      void ended.then(() => ending.delete(ended))
      runner = await beginAgain()
    }
    await Promise.all(ending)
  }

  async function beginAgain(): Promise<PresentRunner | undefined> {
    for (let failures = 0; !stopped.aborted; failures += 1) {
      try {
        const runner = await begin()
        log.warn('jobs are taken up again under another name')
        return runner
      } catch (err) {
        // Said once, however long the database is away.
        if (failures === 0) log.warn({ err }, 'jobs could not be taken up again')
        await delay(AGAIN_MS, undefined, { signal: stopped }).catch(() => undefined)
      }
    }
    return undefined
  }

  async function recover(): Promise<void> {
    while (!stopped.aborted) {
      await delay(RECOVERY_MS, undefined, { signal: stopped }).catch(() => undefined)
      if (stopped.aborted) return
      // That the database is away others say.
      const gone = await giveJobsBack(database).catch(() => [])
      await services.awardBatches.noticeGone().catch(() => undefined)
      if (gone.length > 0) log.warn({ runners: gone.length }, 'jobs of the dead were given back')
    }
  }

  const first = await begin()
  await giveJobsBack(database)
  const running = keepRunning(first)
  const courier = deps.startCourier()
  const recovering = recover()
  return {
    async stop() {
      stopping.abort()
      await Promise.all([running, recovering, courier.stop()])
    },
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
