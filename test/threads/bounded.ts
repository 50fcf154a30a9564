// Prints the bounds of its own heap and of a thread's that may have 64 MB; `own`: as the service is.
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { getHeapStatistics } from 'node:v8'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { giveThreadsOwnBounds } from '../../src/threads/index.ts'

const bound = () => Math.round(getHeapStatistics().heap_size_limit / 1024 / 1024)

if (isMainThread) {
  if (process.argv[2] === 'own') giveThreadsOwnBounds()
  const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 12 }
  const thread = new Worker(fileURLToPath(import.meta.url), { resourceLimits })
  const [second] = await once(thread, 'message')
  process.stdout.write(JSON.stringify({ first: bound(), second }))
} else {
  parentPort?.postMessage(bound())
}
