export { verificationBatchRoutes } from './routes.ts'
