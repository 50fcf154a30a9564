import { Gauge, type Registry } from 'prom-client'

/** How many jobs wait or are under way, by task. */
export type WaitingJobs = () => Promise<ReadonlyMap<string, number>>

/** Everybody may read metrics: however many do, the queue is counted once in this time. */
const FRESH_MS = 200

/** Lets a register tell how much is still to be done in the background. */
export function countJobs(register: Registry, waiting: WaitingJobs): void {
  let counted: { at: number; jobs: ReturnType<WaitingJobs> } | undefined
  const recently = () => {
    const at = performance.now()
    if (counted === undefined || at - counted.at > FRESH_MS) counted = { at, jobs: waiting() }
    return counted.jobs
  }
  new Gauge({
    name: 'waymark_jobs_waiting',
    help: 'Jobs that are due or under way, of all processes on the database, by task.',
    labelNames: ['task'],
    registers: [register],
    async collect() {
      const jobs = await recently().catch(() => new Map<string, number>())
      this.reset()
      for (const [task, count] of jobs) this.set({ task }, count)
    },
  })
}
