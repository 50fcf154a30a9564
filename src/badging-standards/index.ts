export { badgingStandardRoutes } from './routes.ts'
export { type BadgingStandardService, createBadgingStandardService } from './service.ts'
export { standardDocument, standardUrl } from './standard-document.ts'
export { lockStandard, standardById, standardsByIds } from './store.ts'
