export { vcApiRoutes } from './routes.ts'
export { createVcApi, type VcApi } from './service.ts'
