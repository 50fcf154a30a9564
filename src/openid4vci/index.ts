export { offerPart } from './part.ts'
export { offerRoutes, walletRoutes } from './routes.ts'
export { createOpenid4vciService, type Openid4vciService } from './service.ts'
