// A worker thread that signs with the plain library; see library-workers.ts.

import { parentPort, workerData } from 'node:worker_threads'
import { bareIssue } from './bare-issue.ts'

const { unsigned, seconds } = workerData as { unsigned: Record<string, unknown>; seconds: number }
await bareIssue(unsigned, Math.min(seconds, 1))
parentPort?.postMessage(await bareIssue(unsigned, seconds))
