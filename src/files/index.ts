export { REMOVE_TASK } from './contents.ts'
export { createFiles, type Files } from './create.ts'
export { fileRoutes } from './routes.ts'
export { SWEEP_TASK } from './sweeping.ts'
