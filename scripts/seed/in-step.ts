import { setTimeout as delay } from 'node:timers/promises'
import { type Api, DemoError } from '../demo/api.ts'

const POLL_MS = 250
/** What follows from awards: pathways that were completed. */
const TASKS = ['pathway-moves', 'pathway-review']

/** Waits until everything that follows from what was awarded has been done, reports included. */
export async function whenInStep(api: Api, placeId: string): Promise<void> {
  while ((await jobsWaiting(api)) > 0) await delay(POLL_MS)
  // Reading a report brings it in step.
  await api.get(`/v1/places/${placeId}/report`)
}

/** How many jobs that awards ask for are waiting, or under way. */
export async function jobsWaiting(api: Api): Promise<number> {
  const answer = await fetch(`${api.url}/metrics`)
  if (!answer.ok) throw new DemoError(`/metrics was answered with ${answer.status}.`)
  let waiting = 0
  for (const line of (await answer.text()).split('\n')) {
    const [, task = '', count] = /^waymark_jobs_waiting\{task="([^"]+)"\} (\d+)$/.exec(line) ?? []
    if (TASKS.includes(task)) waiting += Number(count)
  }
  return waiting
}
