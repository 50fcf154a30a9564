export { ERASURE_TASK } from './erasure.ts'
export { RETENTION_TASK } from './retention.ts'
export { learnerRecordRoutes } from './routes.ts'
export { createLearnerRecords, type LearnerRecords } from './service.ts'
