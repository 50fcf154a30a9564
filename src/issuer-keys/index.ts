export { createKeyReissues, type KeyReissues, REISSUE_TASK } from './reissue.ts'
export { issuerKeyRoutes } from './routes.ts'
export { createIssuerKeyService, type IssuerKeyService } from './service.ts'
