// A worker thread that signs with the plain library; see library-workers.ts.

import { parentPort, workerData } from 'node:worker_threads'
import { bareIssue, ordinaryLoader } from './bare-issue.ts'

const { unsigned, seconds, keepsContexts } = workerData as {
  unsigned: Record<string, unknown>
  seconds: number
  keepsContexts: boolean
}
const loader = keepsContexts ? undefined : ordinaryLoader
await bareIssue(unsigned, Math.min(seconds, 1), loader)
parentPort?.postMessage(await bareIssue(unsigned, seconds, loader))
