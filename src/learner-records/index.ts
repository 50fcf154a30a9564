export { ERASURE_TASK } from './erasure.ts'
export { learnerRecordRoutes } from './routes.ts'
export { createLearnerRecords, type LearnerRecords } from './service.ts'
