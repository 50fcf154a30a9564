export { badgingStandardRoutes } from './routes.ts'
export { type BadgingStandardService, createBadgingStandardService } from './service.ts'
export { type StandardDocument, standardDocument, standardUrl } from './standard-document.ts'
export { type BadgingStandardRow, lockStandard, standardById, standardsByIds } from './store.ts'
