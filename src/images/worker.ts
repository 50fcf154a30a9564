// The thread in which images of strangers are read: see workshop.ts.

import { parentPort } from 'node:worker_threads'
import { inspectImage, unbakeImage } from './inspect.ts'
import type { Job } from './workshop.ts'

/** Sent once, when there is work to be taken. */
const READY = 'ready'

parentPort?.postMessage(READY)
parentPort?.on('message', async ({ task, image }: Job) => {
  const result = task === 'inspect' ? await inspectImage(image) : unbakeImage(image)
  parentPort?.postMessage(result)
})
