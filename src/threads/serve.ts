import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'

/** What a thread is told when it starts: whether the others go first when processors are busy. */
export type LaneData = { givesWay: boolean }

/** What a thread sends once, when there is work to be taken. */
export const READY = 'ready'

/** Between what everything else has, 0, and the least, 19: a third of the time of a busy processor. */
const NICENESS = 5

/** What the script of a thread does: answers each job with one result. */
export function serve<Job, Result>(work: (job: Job) => Result | Promise<Result>): void {
  if ((workerData as LaneData).givesWay) giveWay()
  parentPort?.postMessage(READY)
  parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await work(job)))
}

/** Lets the other threads go first where there are not processors enough. */
export function giveWay(): void {
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1)
    setPriority(Number(thread), NICENESS)
  } catch {
    // Only Linux knows a priority of threads, and a name for them.
  }
}
