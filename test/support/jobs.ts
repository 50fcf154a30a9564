import { startJobs } from '../../src/jobs/index.ts'
import type { Service, Teardown } from './service.ts'

/** Has the jobs of a service worked off, as its process does; stopped with the test. */
export async function withJobs(t: Teardown, service: Service): Promise<void> {
  const jobs = await startJobs(service.deps)
  t.teardown(() => jobs.stop())
}
