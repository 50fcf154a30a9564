export { startJobs } from './start.ts'
export { sumStats } from './thread-stats.ts'
export { startJobThreads } from './threads.ts'
export { waitingJobs } from './waiting.ts'
