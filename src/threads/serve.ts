import { parentPort } from 'node:worker_threads'

/** What a thread sends once, when there is work to be taken. */
export const READY = 'ready'

/** What the script of a thread does: answers each job with one result. */
export function serve<Job, Result>(work: (job: Job) => Result | Promise<Result>): void {
  parentPort?.postMessage(READY)
  parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await work(job)))
}
