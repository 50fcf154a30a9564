export { verificationRoutes } from './routes.ts'
export { createVerificationService, type VerificationService } from './service.ts'
