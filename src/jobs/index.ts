export { type Jobs, startJobs } from './start.ts'
export { startJobThreads } from './threads.ts'
