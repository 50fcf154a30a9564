/** A thread that works off jobs, with services of its own: see `startJobThreads`. */
import { once } from 'node:events'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '../db/index.ts'
import { createDeps } from '../deps/index.ts'
import { createLog } from '../log.ts'
import { openVault } from '../master-key/index.ts'
import { giveWay } from '../threads/index.ts'
import { startJobs } from './start.ts'
import type { JobThreadData, JobThreadReport } from './thread-data.ts'

/** How often the service learns of what was counted here. */
const REPORT_MS = 2_000

const { config, databaseUrl, masterKey, jobsAtOnce } = workerData as JobThreadData
const service = parentPort as MessagePort
const stopping = once(service, 'message')
giveWay()
const log = createLog(config.logLevel)
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  // Said here: what an error carries does not outlive its thread.
  process.on(event, (err) => {
    log.error({ err }, 'an error that nobody caught in a thread of jobs')
    process.exit(1)
  })
}

async function begin() {
  const database = openDatabase(
    databaseUrl,
    (err) => log.warn({ err }, 'a database connection broke'),
    // A statement of each job, one of the queue's for each, and its ear; and what tells of events.
    { queries: 2 * jobsAtOnce + 1, transactions: jobsAtOnce + 1 },
  )
  const vault = await openVault(database, masterKey)
  const deps = createDeps({ config, database, vault, log })
  const report = () => service.postMessage(deps.canonicaliserStats() satisfies JobThreadReport)
  report()
  const jobs = await startJobs(deps, jobsAtOnce)
  const reporting = setInterval(report, REPORT_MS)
  return async () => {
    await jobs.stop()
    clearInterval(reporting)
    report()
    await deps.outbound.close()
    await database.close()
  }
}

const end = await begin().catch((err) => {
  log.warn({ err }, 'a thread of jobs could not begin')
  process.exit(1)
})
await stopping
await end()
process.exit()
