import { setTimeout as delay } from 'node:timers/promises'
import { type Api, DemoError } from '../demo/api.ts'

/** Longer than metrics are kept: what was asked for before is counted. */
const POLL_MS = 250
/** What follows from awards: pathways that were completed. */
const TASKS = ['pathway-moves', 'pathway-review', 'pathway-second-look']

/** Waits until the pathways that awards complete have been seen to. */
export async function whenMoved(api: Api): Promise<void> {
  do await delay(POLL_MS)
  while ((await jobsWaiting(api)) > 0)
}

/** Waits until everything that follows from what was awarded has been done, reports included. */
export async function whenInStep(api: Api, placeId: string): Promise<void> {
  await whenMoved(api)
  // Reading a report brings it in step.
  await api.get(`/v1/places/${placeId}/report`)
}

/** How many jobs that awards ask for are waiting, or under way. */
async function jobsWaiting(api: Api): Promise<number> {
  const answer = await fetch(`${api.url}/metrics`)
  if (!answer.ok) throw new DemoError(`/metrics was answered with ${answer.status}.`)
  let waiting = 0
  for (const line of (await answer.text()).split('\n')) {
    const [, task = '', count] = /^waymark_jobs_waiting\{task="([^"]+)"\} (\d+)$/.exec(line) ?? []
    if (TASKS.includes(task)) waiting += Number(count)
  }
  return waiting
}
