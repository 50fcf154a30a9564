import { type Runner, run, type TaskList } from 'graphile-worker'
import type { Logger } from 'pino'
import type { Database } from '../db/index.ts'
import type { Presence, PresenceSession } from '../presence/index.ts'
import { queueLog } from './log.ts'
import { CRONTAB } from './tasks.ts'

export type RunnerOptions = {
  /** How many jobs it has under way at the same time. */
  jobsAtOnce: number
  database: Database
  presence: Presence
  log: Logger
  tasks: TaskList
}

/** A runner of jobs, until it stops or its presence is lost. */
export type PresentRunner = {
  /** Resolves when it takes no more jobs, for whatever reason. */
  ended: Promise<void>
  /** Lets the jobs under way end and takes no new ones. */
  stop(): Promise<void>
}

/**
 * Starts taking jobs, in a name that others find gone when this process ends: see `giveJobsBack`.
 * When that name is lost while the process lives, its jobs belong to others: it takes no more, and
 * those under way are not reported as done, for a new request may have come in their place.
 */
export async function startRunner(options: RunnerOptions): Promise<PresentRunner> {
  const { jobsAtOnce, database, presence, log, tasks } = options
  const session = await presence.session()
  const names = new Set<string>()
  const runner = await run({
    pgPool: database.pool,
    concurrency: jobsAtOnce,
    noHandleSignals: true,
    crontab: CRONTAB,
    taskList: whilePresent(tasks, session),
    logger: queueLog(log),
    preset: {
      // As batches: alone, nobody would hear of a connection that breaks while a job's end is noted.
      worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      plugins: [
        {
          name: 'waymark-presence',
          worker: {
            hooks: {
              // Before its first job: one that is locked in a name nobody holds is given to others.
              async startWorker(_context, { worker: { workerPool } }) {
                names.add(workerPool.id)
                await session.hold(workerPool.id)
              },
            },
          },
        },
      ],
    },
  })
  const stop = once(() => end(runner))
  const lost = new Promise<void>((resolve) => {
    if (session.lost.aborted) resolve()
    session.lost.addEventListener('abort', () => resolve())
  })
  return {
    ended: Promise.race([lost, runner.promise.catch(() => undefined)]),
    async stop() {
      await stop()
      await Promise.all([...names].map((name) => session.letGo(name)))
    },
  }
}

async function end(runner: Runner): Promise<void> {
  // Rejects only when it has stopped by itself, which it reported.
  await runner.stop().catch(() => undefined)
  await runner.promise.catch(() => undefined)
}

function whilePresent(tasks: TaskList, { lost }: PresenceSession): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (...given: Parameters<NonNullable<typeof task>>) => {
        await task?.(...given)
        lost.throwIfAborted()
      },
    ]),
  )
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}
