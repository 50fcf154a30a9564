export { issuerDidRoutes } from './routes.ts'
export { createIssuerDidService, type IssuerDidService } from './service.ts'
